package dev.selkie.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.loop.EventLoop;
import dev.selkie.testing.Echo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who has connected when a server begins to close is a client like any other, even if nobody has accepted it yet. */
class DrainTest {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final List<Socket> clients = new ArrayList<>();
    private EventLoop loop;

    @BeforeEach
    void open() throws IOException {
        loop = new EventLoop();
    }

    @AfterEach
    void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        loop.close();
    }

    @Test
    void shouldServeWhoHasConnectedAndAskedBeforeItCloses() throws IOException {
        TcpServer server = serve(ServerOptions.defaults());
        for (int i = 0; i < 100; i++) {
            ask(connect(server));
        }

        server.close(GRACE);

        for (Socket client : clients) {
            assertThat(answer(client)).isEqualTo("hello");
        }
        assertThat(server.counters().open()).isZero();
    }

    @Test
    void shouldHandleWhatHasArrivedFromOldClientsBeforeItCloses() throws IOException {
        TcpServer server = serve(ServerOptions.defaults());
        Socket client = connect(server);
        loop.runUntil(() -> server.counters().open() == 1);
        ask(client);

        server.close(GRACE);

        assertThat(answer(client)).isEqualTo("hello");
    }

    @Test
    void shouldEndWithoutThoseForWhomThereIsNoPlace() throws IOException {
        TcpServer server = serve(ServerOptions.defaults().withMaxConnections(1));
        Socket first = connect(server);
        connect(server);
        ask(first);

        server.close(GRACE);

        assertThat(answer(first)).isEqualTo("hello");
    }

    @Test
    void shouldAcceptNobodyAfterAShutdown() throws IOException {
        TcpServer server = serve(ServerOptions.defaults());
        server.shutdown();
        loop.runOnce(Duration.ZERO);
        ask(connect(server));

        server.close(GRACE);

        assertThat(server.counters().opened()).isZero();
    }

    private TcpServer serve(ServerOptions options) throws IOException {
        var server =
                new TcpServer(loop, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Echo::new, options);
        server.serveForever();
        loop.runOnce(Duration.ZERO);
        return server;
    }

    private Socket connect(TcpServer server) throws IOException {
        var client = new Socket();
        clients.add(client);
        client.setSoTimeout(10_000);
        client.connect(server.serverAddress());
        return client;
    }

    /** And says nothing more, so that its connection need not linger for it. */
    private static void ask(Socket client) throws IOException {
        client.getOutputStream().write("hello".getBytes(US_ASCII));
        client.shutdownOutput();
    }

    private static String answer(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), US_ASCII);
    }
}
