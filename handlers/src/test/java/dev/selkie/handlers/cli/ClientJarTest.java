package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code client} with the servers of the tutorials, and with bad ones. */
@Timeout(60)
class ClientJarTest {
    private static final String GREETING = "欢迎致电 10086,请输入1xxx,0转人工服务.";
    private static final String CONNECTED = "通过可能会被录音.balabala一大推";
    private static final String AGAIN = "请重新输入.";
    private static final String RECEIVED = "服务器已经收到你的信息";
    private static final String HOST = "127.0.0.1";

    @Test
    void shouldTalkToTheTutorialsEchoServerWhichSendsNoLineEnds() throws Exception {
        try (var server = PythonServer.start("Echo")) {
            Ran.selkie("client", HOST, server.port(), "hello", "", "你好").printed("hello你好");
        }
    }

    @Test
    void shouldTalkToTheTutorialsHelloServer() throws Exception {
        try (var server = PythonServer.start("Hello")) {
            Ran.selkie("client", HOST, server.port(), "Hello, server!").printed("Hello, client!");
        }
    }

    @Test
    void shouldTalkToTheTutorialsHttpServerWhichSendsItsStatusTwice() throws Exception {
        try (var server = PythonServer.start("Http")) {
            Ran.selkie("client", "--until-eof", HOST, server.port(), "this is a client")
                    .printed("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\nHello, World");
            assertThat(server.heard()).containsExactly("this is a client");
        }
    }

    @Test
    void shouldTalkToTheTutorialsRobotThreeTimesInARow() throws Exception {
        try (var server = PythonServer.start("Robot")) {
            for (int i = 0; i < 3; i++) {
                Ran.selkieReading("1001\n\n0\nexit\nnever said\n", "client", "--greeting", HOST, server.port())
                        .printed(GREETING + AGAIN + CONNECTED);
            }
        }
    }

    @Test
    void shouldTalkToTheTutorialsChatServerAndSendNothingAfterExit() throws Exception {
        try (var server = PythonServer.start("Chat")) {
            Ran.selkie("client", HOST, server.port(), "你好", "there", "exit", "never said")
                    .printed(RECEIVED + RECEIVED);
            assertThat(server.heard()).containsExactly("你好", "there", "exit");
        }
    }

    @Test
    void shouldTalkToOneServerFromTenProcessesAtOnce() throws Exception {
        try (var server = PythonServer.start("Chat")) {
            List<SelkieProcess> clients = new ArrayList<>();
            try {
                for (int i = 0; i < 10; i++) {
                    clients.add(SelkieProcess.start("client", HOST, server.port(), "one of ten", "exit"));
                }
                for (SelkieProcess client : clients) {
                    assertThat(client.awaitExit()).as(client.stderr()).isZero();
                    assertThat(client.stdout()).isEqualTo(RECEIVED);
                }
            } finally {
                clients.forEach(SelkieProcess::close);
            }
        }
    }

    /** As in a container where nobody has set one. */
    @Test
    void shouldSendWhatWasGivenWhateverTheLocale() throws Exception {
        try (var server = PythonServer.start("Chat")) {
            List<String> command = new ArrayList<>(List.of("env", "LC_ALL=C"));
            command.addAll(Ran.selkieCommand("client", HOST, server.port(), "你好", "", "€", "exit"));
            Ran.command(new byte[0], command).printed(RECEIVED + RECEIVED);
            assertThat(server.heard()).containsExactly("你好", "€", "exit");
        }
    }

    @Test
    void shouldSendDatagramsAndWaitForTheirRepliesOnlyIfTold() throws Exception {
        try (var server = PythonServer.start("Udp")) {
            Ran.selkie("client", "--udp", HOST, server.port(), "quiet", "loud", "exit")
                    .printed("");
            Awaitility.await().untilAsserted(() -> assertThat(server.heard()).containsExactly("quiet", "loud", "exit"));
            Ran.selkieReading("one\ntwo\n", "client", "--udp", "--reply", HOST, server.port())
                    .printed("ONETWO");
            Ran.selkie("client", "--udp", "--reply", "--timeout", "300ms", HOST, server.port(), "quiet")
                    .failed("nothing came from 127\\.0\\.0\\.1:\\d+ within 300 ms; --timeout lets it .+");
        }
    }

    @Test
    void shouldLoseNothingOfRepliesThatComeInPieces() throws Exception {
        try (var server = PythonServer.start("Bytewise")) {
            Ran.selkie("client", HOST, server.port(), "byte by byte").printed("echo: byte by byte");
        }
        try (var server = PythonServer.start("TwoPackets")) {
            Ran.selkie("client", HOST, server.port(), "cut").printed("你好");
        }
        try (var server = PythonServer.start("Late")) {
            Ran.selkie("client", HOST, server.port(), "x").printed("replylate");
        }
    }

    @Test
    void shouldPrintBytesThatAreNoTextAsTheyCome() throws Exception {
        try (var server = PythonServer.start("NoText")) {
            assertThat(Ran.selkie("client", HOST, server.port(), "x").stdout())
                    .isEqualTo(new byte[] {-1, -2, 0, 0x1b, '[', '2', 'J'});
        }
    }

    @Test
    void shouldSayThatAServerEndedItsSideOnlyWhenThereWasMoreToSay() throws Exception {
        try (var server = PythonServer.start("HalfClose")) {
            Ran.selkie("client", HOST, server.port(), "x").printed("last");
            Ran more = Ran.selkieReading("x\ny\n", "client", HOST, server.port());
            more.failed("127\\.0\\.0\\.1:\\d+ closed the connection (before all was said|without a reply)");
            assertThat(more.text()).isEqualTo("last");
        }
    }

    @Test
    void shouldFailInOneLineWhenTheServerLeavesInsteadOfAReply() throws Exception {
        try (var server = PythonServer.start("Leave")) {
            Ran.selkie("client", HOST, server.port(), "x")
                    .failed("127\\.0\\.0\\.1:\\d+ closed the connection without a reply");
        }
        try (var server = PythonServer.start("ResetAtOnce")) {
            Ran.selkie("client", HOST, server.port(), "x")
                    .failed("127\\.0\\.0\\.1:\\d+ broke the connection off without a reply");
        }
    }

    @Test
    void shouldPrintWhatCameBeforeAReset() throws Exception {
        try (var server = PythonServer.start("Reset")) {
            Ran reset = Ran.selkie("client", "--until-eof", HOST, server.port(), "x");
            reset.failed("127\\.0\\.0\\.1:\\d+ broke the connection off");
            assertThat(reset.text()).isEqualTo("beginning");
        }
    }

    @Test
    void shouldWaitForAReplyNoLongerThanItIsTold() throws Exception {
        try (var server = PythonServer.start("Mute")) {
            Ran.selkie("client", "--timeout", "300ms", HOST, server.port(), "x")
                    .failed("nothing came from 127\\.0\\.0\\.1:\\d+ within 300 ms; --timeout lets it .+");
            Ran.selkie("client", "--timeout", "1s", "--greeting", HOST, server.port())
                    .failed("nothing came from 127\\.0\\.0\\.1:\\d+ within 1 s; --timeout lets it .+");
        }
    }

    @Test
    void shouldSayWhyItCannotConnect() throws Exception {
        Ran.selkie("client", HOST, "1", "x")
                .failed("cannot connect to 127\\.0\\.0\\.1:1: .+; is the server running\\?");
        Ran.selkie("client", "no-such-host.invalid", "9000", "x")
                .failed("cannot connect to no-such-host\\.invalid:9000: unknown host");
        Ran.selkie("client", "--unix", "no/such.sock", "x").failed("cannot connect to no/such\\.sock: .+");
        Ran.selkie("client", "--udp", "--reply", HOST, "1", "x")
                .failed("cannot hear from 127\\.0\\.0\\.1:1: nobody receives there; is the server running\\?");
        Ran.selkie("client", "--udp", HOST, "9", "x".repeat(70_000)).failed("cannot send 70000 bytes to .+: .+");
    }

    @Test
    void shouldEndInSilenceWhenNobodyReadsItsOutput() throws Exception {
        try (var server = SelkieProcess.start("echo", "--port", "0")) {
            String client = String.join(" ", Ran.selkieCommand("client", HOST, String.valueOf(server.awaitPort())));
            String line = "yes line | { " + client + "; echo $? >&2; } | head -c 4";
            Ran ran = Ran.command(new byte[0], List.of("sh", "-c", line));

            assertThat(ran.text()).isEqualTo("line");
            assertThat(ran.stderr()).isEqualTo("141\n");
        }
    }

    @Test
    void shouldBeEndedByCtrlCWithoutAWord() throws Exception {
        try (var server = PythonServer.start("Mute");
                var client = SelkieProcess.start("client", HOST, server.port(), "x")) {
            Awaitility.await().until(() -> !server.heard().isEmpty());
            client.signal("INT");
            assertThat(client.awaitExit()).isEqualTo(130);
            assertThat(client.stdout() + client.stderr()).isEmpty();
        }
    }
}
