package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code client} and {@code run} with the servers of the same jar. */
@Timeout(60)
class ClientsOfOwnServersJarTest {
    private static final String HOST = "127.0.0.1";

    @TempDir
    private Path folder;

    @Test
    void shouldGetBackAMessageThatIsLongerThanAllBuffersOnTheWay() throws Exception {
        String message = "0123456789".repeat(1_000_000);
        try (var server = SelkieProcess.start("echo", "--port", "0")) {
            Ran.selkieReading(message + "\nend\n", "client", HOST, port(server)).printed(message + "end");
        }
    }

    @Test
    void shouldTalkToTheRobot() throws Exception {
        try (var server = SelkieProcess.start("robot", "--port", "0")) {
            Ran.selkie("client", "--greeting", HOST, port(server), "1001", "0", "exit")
                    .printed("欢迎致电 10086,请输入1xxx,0转人工服务.请重新输入.通过可能会被录音.balabala一大推");
        }
    }

    @Test
    void shouldTalkOverAUnixSocket() throws Exception {
        String path = folder.resolve("chat.sock").toString();
        try (var server = SelkieProcess.start("chat", "--unix", path)) {
            server.awaitListening();
            Ran.selkie("client", "--unix", path, "你好", "exit").printed("服务器已经收到你的信息");
        }
    }

    @Test
    void shouldHearOneReplyOfAServerThatCloses() throws Exception {
        try (var server = SelkieProcess.start("hello", "--port", "0")) {
            Ran.selkie("client", HOST, port(server), "x").printed("Hello, client!");
            Ran more = Ran.selkie("client", HOST, port(server), "x", "y");
            more.failed("127\\.0\\.0\\.1:\\d+ (closed the connection|broke the connection off) .+");
            assertThat(more.text()).isEqualTo("Hello, client!");
        }
    }

    @Test
    void shouldReadAWholeResponse() throws Exception {
        try (var server = SelkieProcess.start("hello-http", "--port", "0")) {
            Ran ran = Ran.selkie("client", "--until-eof", HOST, port(server), "this is a client");
            assertThat(ran.exitCode()).isZero();
            assertThat(ran.text()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nHello, World");
        }
    }

    @Test
    void shouldExchangeDatagrams() throws Exception {
        String longest = "x".repeat(65_507);
        try (var server = SelkieProcess.start("udp-echo", "--port", "0")) {
            Ran.selkieReading(longest + "\nexit\nnever said\n", "client", "--udp", "--reply", HOST, port(server))
                    .printed(longest + "exit");
        }
    }

    @Test
    void shouldRunCommandsOneAfterTheOther() throws Exception {
        try (var server = SelkieProcess.start("command", "--port", "0", "--allow", "say=echo ...")) {
            Ran.selkie("run", HOST, port(server), "say 你好", "say again", "exit", "say never")
                    .printed("你好\nagain\n");
        }
    }

    @Test
    void shouldRunFramedCommandsAndStopAtTheFirstThatIsRefused() throws Exception {
        Path token = folder.resolve("token");
        Files.createFile(token, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(token, "open sesame 0123456789\n");
        String file = token.toString();
        try (var server = SelkieProcess.start(
                "command", "--port", "0", "--framed", "--allow", "say=echo ...", "--token-file", file)) {
            String[] run = {
                "run", "--framed", "--token-file", file, HOST, port(server), "say hello", "rm -rf /", "say x"
            };
            Ran ran = Ran.selkie(run);
            assertThat(ran.text()).isEqualTo("hello\n");
            ran.failed(".*refused.*");
        }
    }

    private static String port(SelkieProcess server) {
        return String.valueOf(server.awaitPort());
    }
}
