package dev.selkie.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.connection.CloseReason;
import dev.selkie.server.TcpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class EchoHandlerTest {
    private TcpServer server;
    private Thread thread;

    @BeforeEach
    void serve() throws IOException {
        server = new TcpServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), EchoHandler::new);
        thread = new Thread(() -> {
            try {
                server.serveForever();
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        });
        thread.start();
    }

    @AfterEach
    void close() throws Exception {
        server.close(Duration.ZERO);
        thread.join();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8192, 8193, 300_000})
    void shouldSendBackWhatItReceivesInPiecesOfAnySize(int bytesPerWrite) throws IOException {
        try (var client = connect()) {
            byte[] message = Payload.bytes(bytesPerWrite);
            for (int i = 0; i < 3; i++) {
                client.getOutputStream().write(message);
                Payload.receiveExactly(client.getInputStream(), bytesPerWrite);
            }
        }
    }

    @Test
    void shouldSendBackAllBeforeItClosesWhenThePeerHasEndedItsSide() throws Exception {
        long count = 3 * 1024 * 1024;
        try (var client = connect()) {
            var sent = CompletableFuture.runAsync(() -> {
                try {
                    Payload.send(client.getOutputStream(), count);
                    client.shutdownOutput();
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            assertThat(Payload.receive(client.getInputStream(), 8192)).isEqualTo(count);
            sent.get();
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(server.counters().closed(CloseReason.PEER_CLOSED))
                        .isEqualTo(1));
        assertThat(server.counters().cut()).isZero();
    }

    @Test
    @DisplayName("B8: a peer that says nothing and leaves")
    void shouldNotDisturbOthersWhenAPeerSaysNothingAndLeaves() throws IOException {
        try (var client = connect()) {
            connect().close();
            client.getOutputStream().write(Payload.bytes(10));
            Payload.receiveExactly(client.getInputStream(), 10);
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(
                server.serverAddress().getAddress(), server.serverAddress().getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }
}
