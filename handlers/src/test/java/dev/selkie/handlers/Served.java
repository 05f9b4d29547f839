package dev.selkie.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.connection.CloseReason;
import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.server.TcpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A server on a thread of its own, for a test and its clients. */
final class Served implements AutoCloseable {
    private final TcpServer server;

    Served(RequestHandlerFactory factory) throws IOException {
        server = new TcpServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), factory);
        new Thread(() -> {
                    try {
                        server.serveForever();
                    } catch (IOException failure) {
                        throw new AssertionError(failure);
                    }
                })
                .start();
    }

    Socket connect() throws IOException {
        var socket = new Socket(
                server.serverAddress().getAddress(), server.serverAddress().getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    void awaitClosed(CloseReason reason) {
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(server.counters().closed(reason)).isEqualTo(1));
    }

    static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(UTF_8));
    }

    /** Reads as much as the text has bytes, and compares. */
    static void expect(Socket client, String text) throws IOException {
        byte[] bytes = client.getInputStream().readNBytes(text.getBytes(UTF_8).length);
        assertThat(new String(bytes, UTF_8)).isEqualTo(text);
    }

    static String readToEnd(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), UTF_8);
    }

    /** Waits for the thread too. */
    @Override
    public void close() throws IOException {
        server.close(Duration.ZERO);
    }
}
