package dev.selkie.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.connection.CloseReason;
import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.server.ServerOptions;
import dev.selkie.server.TcpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A server on a thread of its own, for a test and its clients. */
public final class Served implements AutoCloseable {
    private final TcpServer server;

    public Served(RequestHandlerFactory factory) throws IOException {
        this(factory, ServerOptions.defaults());
    }

    public Served(RequestHandlerFactory factory, ServerOptions options) throws IOException {
        server = new TcpServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), factory, options);
        new Thread(() -> {
                    try {
                        server.serveForever();
                    } catch (IOException failure) {
                        throw new AssertionError(failure);
                    }
                })
                .start();
    }

    public Socket connect() throws IOException {
        return connect(new Socket());
    }

    /** By a socket that has options of its own. */
    public Socket connect(Socket socket) throws IOException {
        socket.connect(server.serverAddress());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** Tells its connections that it closes, and gives them time. */
    public void beginClose(Duration grace) {
        server.loop().execute(() -> {
            try {
                server.close(grace);
            } catch (IOException impossible) {
                throw new AssertionError(impossible); // on the loop's thread it only begins
            }
        });
    }

    /** The memory that is held for its clients. */
    public long usedBytes() {
        return server.budget().usedBytes();
    }

    public void awaitClosed(CloseReason reason) {
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(server.counters().closed(reason)).isEqualTo(1));
    }

    public static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(UTF_8));
    }

    /** Reads as much as the text has bytes, and compares. */
    public static void expect(Socket client, String text) throws IOException {
        byte[] bytes = client.getInputStream().readNBytes(text.getBytes(UTF_8).length);
        assertThat(new String(bytes, UTF_8)).isEqualTo(text);
    }

    public static String readToEnd(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), UTF_8);
    }

    /** Waits for the thread too. */
    @Override
    public void close() throws IOException {
        server.close(Duration.ZERO);
    }
}
