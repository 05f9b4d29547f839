package dev.selkie.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import dev.selkie.testing.UdpScript;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a log or a debugger shows. */
class ToStringTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void shouldSayWhereAServerListens(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("s");
        try (var tcp = new TcpServer(ANY_PORT, Script::new);
                var named = new TcpServer(ANY_PORT, Script::new) {};
                var unix = new UnixServer(path, Script::new);
                var udp = new UdpServer(ANY_PORT, UdpScript::new)) {
            assertThat(tcp)
                    .hasToString("TcpServer on 127.0.0.1:" + tcp.serverAddress().getPort());
            assertThat(named)
                    .hasToString("ToStringTest$1 on 127.0.0.1:"
                            + named.serverAddress().getPort());
            assertThat(unix).hasToString("UnixServer on " + path);
            assertThat(udp)
                    .hasToString("UdpServer on 127.0.0.1:" + udp.serverAddress().getPort());
            assertThat(udp.datagrams()).hasToString("0 received, 0 truncated, 0 sent, 0 dropped, 0 refused, 0 failed");
        }
    }

    @Test
    void shouldSayWhatConnectionsDo() throws IOException {
        var handler = new Script();
        try (var stage = new Stage(() -> handler)) {
            assertThat(stage.server().counters()).hasToString("0 opened, 0 open, 0 cut, 0 bytes received, 0 sent");
            Client client = stage.connect().send("hello");
            stage.stepUntil(() -> handler.events().contains("handle hello"));
            int port = ((InetSocketAddress) handler.peer().remoteAddress()).getPort();
            assertThat(handler.peer()).hasToString("127.0.0.1:" + port + " OPEN");
            client.close();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.peer()).hasToString("127.0.0.1:" + port + " CLOSED");
            assertThat(stage.server().counters())
                    .hasToString("1 opened, 0 open, 0 cut, 5 bytes received, 0 sent; 1 PEER_CLOSED");
        }
    }

    @Test
    void shouldSayThatAUnixClientIsThere(@TempDir Path directory) throws IOException {
        var handler = new Script();
        try (var stage = new Stage(Script::new);
                var server = new UnixServer(stage.loop(), directory.resolve("s"), () -> handler)) {
            server.serveForever();
            try (var client = SocketChannel.open(server.serverAddress())) {
                assertThat(client.isConnected()).isTrue();
                stage.stepUntil(() -> handler.events().contains("setup"));
                assertThat(handler.peer()).hasToString("OPEN");
            }
            stage.stepUntil(handler::isClosed);
        }
    }
}
