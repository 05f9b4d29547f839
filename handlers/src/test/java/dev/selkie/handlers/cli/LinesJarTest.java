package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The robot, in lines, on a Unix socket. */
@Timeout(30)
class LinesJarTest {
    private static final String GREETING = "欢迎致电 10086,请输入1xxx,0转人工服务.";
    private static final String AGAIN = "请重新输入.";

    @TempDir
    private Path folder;

    private Path path;
    private SelkieProcess server;

    @BeforeEach
    void start() throws IOException {
        path = folder.resolve("robot.sock");
        server = SelkieProcess.start("robot", "--framing", "lines", "--unix", path.toString());
        assertThat(server.awaitListening()).isEqualTo(path.toString());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldServeOnAPathUntilSigterm() throws Exception {
        try (SocketChannel client = connect()) {
            expect(client, GREETING);
            for (byte b : "你好\r\n".getBytes(UTF_8)) {
                client.write(ByteBuffer.wrap(new byte[] {b}));
            }
            expect(client, AGAIN);
            client.write(UTF_8.encode("1\n2\n3")); // two in one packet, and one that has no end yet
            expect(client, AGAIN + AGAIN);
            client.write(UTF_8.encode("\n"));
            expect(client, AGAIN);
            try (var second = SelkieProcess.start("robot", "--unix", path.toString())) {
                assertThat(second.awaitExit()).isEqualTo(1);
                assertThat(second.stderr())
                        .isEqualTo("selkie: cannot listen on " + path + ": another server answers there; choose another"
                                + " path with --unix" + System.lineSeparator());
            }
            server.signal("TERM");
            assertThat(Channels.newInputStream(client).read()).isEqualTo(-1);
        }
        assertThat(server.awaitExit()).isEqualTo(143);
        assertThat(server.stderr()).matches("selkie: stopped by SIGTERM: 1 connection drained, 0 cut\\R");
        assertThat(Files.exists(path)).isFalse();
    }

    private SocketChannel connect() throws IOException {
        SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
        client.connect(UnixDomainSocketAddress.of(path));
        return client;
    }

    private static void expect(SocketChannel client, String text) throws IOException {
        byte[] bytes = Channels.newInputStream(client).readNBytes(text.getBytes(UTF_8).length);
        assertThat(new String(bytes, UTF_8)).isEqualTo(text);
    }
}
