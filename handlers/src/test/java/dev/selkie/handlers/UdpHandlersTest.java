package dev.selkie.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handler.DatagramHandlerFactory;
import dev.selkie.server.UdpServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class UdpHandlersTest {
    private final List<String> printed = new CopyOnWriteArrayList<>();
    private UdpServer server;
    private CompletableFuture<Void> serving;
    private DatagramSocket client;

    private void serve(DatagramHandlerFactory factory) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        server = new UdpServer(new InetSocketAddress(loopback, 0), factory);
        client = new DatagramSocket(new InetSocketAddress(loopback, 0));
        client.setSoTimeout(10_000);
        serving = CompletableFuture.runAsync(() -> {
            try {
                server.serveForever();
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        server.close(Duration.ZERO);
        client.close();
    }

    private void send(byte[] bytes) throws IOException {
        client.send(new DatagramPacket(bytes, bytes.length, server.serverAddress()));
    }

    private byte[] receive() throws IOException {
        var packet = new DatagramPacket(new byte[65_536], 65_536);
        client.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1024, 65_507})
    void shouldSendBackADatagramOfAnySize(int bytes) throws IOException {
        serve(UdpEchoHandler::new);
        send(Payload.bytes(bytes));

        assertThat(receive()).isEqualTo(Payload.bytes(bytes));
    }

    @Test
    void shouldPrintEachDatagramAsOneLineAndNotStopAtExitUnlessAsked() throws IOException {
        serve(() -> new UdpSinkHandler(printed::add, false));
        for (String text : new String[] {"你好", "", "a\nb\u001b[2J\n", " exit\n"}) {
            send(text.getBytes(UTF_8));
        }
        send(new byte[] {'a', (byte) 0xff});

        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(printed).containsExactly("你好", "", "a\\nb\\u001b[2J\\n", " exit\\n", "a\uFFFD"));
        assertThat(serving).isNotDone();
        assertThat(server.datagrams().sent()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", " exit\r\n"})
    void shouldStopAtExitWhenAsked(String text) throws Exception {
        serve(() -> new UdpSinkHandler(printed::add, true));
        send("exit!".getBytes(UTF_8));
        send(text.getBytes(UTF_8));

        serving.get();
        assertThat(printed).hasSize(2);
    }
}
