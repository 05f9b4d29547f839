package dev.selkie.handlers.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.connection.CloseReason;
import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.handlers.Framing;
import dev.selkie.handlers.Served;
import dev.selkie.server.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The three forms of the protocol, over loopback, with commands of the shell. */
@Timeout(30)
class CommandHandlersTest {
    private static final int MAX_OUTPUT = 300_000;

    @TempDir
    private Path folder;

    private CommandService service;

    @BeforeEach
    void setUp() {
        service = service(new ShellCommands(), null);
    }

    private CommandService service(Commands commands, Token token) {
        var limits = new CommandLimits(Duration.ofSeconds(20), MAX_OUTPUT, 4, folder);
        return new CommandService(commands, limits, token, Duration.ofMillis(500));
    }

    @AfterEach
    void tearDown() {
        service.close();
    }

    private Served classic() throws IOException {
        return new Served(() -> new CommandHandler(service, Framing.AUTO));
    }

    private Served plain() throws IOException {
        return new Served(() -> new PlainCommandHandler(service));
    }

    private static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    // ---- the tutorial's form

    @Test
    void shouldTellTheLengthAndTheOutputWhenThatIsAcknowledged() throws Exception {
        try (Served served = classic();
                Socket client = served.connect()) {
            Served.send(client, "echo 你好");
            Served.expect(client, "7");
            Served.send(client, "any");
            Served.expect(client, "你好\n");
            Served.send(client, "true");
            Served.expect(client, "0");
        }
    }

    @Test
    void shouldTakeWhatComesWithAnAcknowledgementForAPartOfIt() throws Exception {
        try (Served served = classic();
                Socket client = served.connect()) {
            Served.send(client, "echo 1");
            Served.expect(client, "2");
            Served.send(client, "okecho 2");
            Served.expect(client, "1\n");
            Served.send(client, "echo 33");
            Served.expect(client, "3");
        }
    }

    @Test
    void shouldTakeWhatHasComeWhileTheCommandRanForTheAcknowledgement() throws Exception {
        try (Served served = classic();
                Socket client = served.connect()) {
            Served.send(client, "touch begun; sleep 0.3; echo 1");
            Awaitility.await().until(() -> Files.exists(folder.resolve("begun")));
            Served.send(client, "early");
            Served.expect(client, "21\n");
            Served.send(client, "echo 22");
            Served.expect(client, "3");
        }
    }

    @Test
    void shouldSpeakLinesToThoseWhoDoAndTakeNoEmptyOneForAnAcknowledgement() throws Exception {
        try (Served served = classic();
                Socket client = served.connect()) {
            Served.send(client, "\necho 1\n\r\n\nok\necho 22\r\nok\n");
            client.shutdownOutput();
            assertThat(Served.readToEnd(client)).isEqualTo("21\n322\n");
        }
    }

    @Test
    void shouldHaveNoOutputWhereItIsRefusedAndGoOn() throws Exception {
        service = service(AllowList.of(List.of("say=echo ...")), null);
        try (Served served = classic();
                Socket client = served.connect()) {
            Served.send(client, "ls\nok\nsay -n\nok\necho x\nok\nsay x; id\nok\n");
            Served.expect(client, "0006x; id\n");
        }
    }

    @Test
    @DisplayName("C5: output that nobody fetches")
    void shouldLetGoWhoDoesNotAcknowledgeWhenAllTogetherHoldTooMuch() throws Exception {
        try (Served served = classic();
                Socket slowest = served.connect()) {
            String most = "yes | head -c " + MAX_OUTPUT;
            Served.send(slowest, most);
            Served.expect(slowest, String.valueOf(MAX_OUTPUT));
            List<Socket> others = new ArrayList<>(); // one that nobody refers to is closed by Java
            for (int i = 0; i < 4; i++) {
                Socket other = served.connect();
                others.add(other);
                Served.send(other, most);
                Served.expect(other, String.valueOf(MAX_OUTPUT));
            }
            served.awaitClosed(CloseReason.OVERLOADED);
            assertThat(service.unacknowledged().heldBytes()).isEqualTo(4L * MAX_OUTPUT);
            for (Socket other : others) {
                other.close();
            }
        }
        Awaitility.await().until(() -> service.unacknowledged().heldBytes() == 0);
    }

    // ---- for people

    @Test
    void shouldEndEachAnswerWithALineThatSaysHowItEnded() throws Exception {
        service = service(AllowList.of(List.of("say=echo -n", "false=false", "err=cat /no/such")), null);
        try (Served served = plain();
                Socket client = served.connect()) {
            Served.send(client, "false\r\n\nsay\nls\nhelp\n\u0000\nquit\nfalse\n");
            assertThat(Served.readToEnd(client))
                    .isEqualTo("[exit 1]\n[exit 0]\n[refused]\nsay\nfalse\nerr\nhelp\nquit\n[exit 0]\n[refused]\n");
        }
    }

    @Test
    void shouldShowErrorsAndPutTheLastLineOnALineOfItsOwn() throws Exception {
        try (Served served = plain();
                Socket client = served.connect()) {
            Served.send(client, "printf a; printf b >&2; exit 3\n");
            Served.expect(client, "ab\n[exit 3]\n");
        }
    }

    @Test
    void shouldRefuseWhatIsNoTextAndGoOn() throws Exception {
        try (Served served = plain();
                Socket client = served.connect()) {
            client.getOutputStream().write(new byte[] {'e', 'c', 'h', 'o', ' ', (byte) 0xff, '\n'});
            Served.expect(client, "[refused]\n");
            Served.send(client, "echo é");
            byte[] rest = "你\n".getBytes(StandardCharsets.UTF_8);
            client.getOutputStream().write(rest, 0, 1);
            client.getOutputStream().write(rest, 1, rest.length - 1);
            Served.expect(client, "é你\n[exit 0]\n");
        }
    }

    @Test
    void shouldSayThatALineIsTooLong() throws Exception {
        try (Served served = plain();
                Socket client = served.connect()) {
            Served.send(client, "x".repeat(9000) + "\n");
            assertThat(Served.readToEnd(client)).isEqualTo("[failed: the line is too long]\n");
        }
    }

    @Test
    void shouldAnswerManyLinesOfOnePacketOneAfterAnother() throws Exception {
        try (Served served = plain();
                Socket client = served.connect()) {
            Served.send(client, "echo 1\n".repeat(30) + "quit\n");
            assertThat(Served.readToEnd(client)).isEqualTo("1\n[exit 0]\n".repeat(30));
        }
    }

    // ---- the robust form

    private static void sendFrame(Socket client, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var frame = new ByteArrayOutputStream();
        var out = new DataOutputStream(frame);
        out.writeInt(bytes.length);
        out.write(bytes);
        client.getOutputStream().write(frame.toByteArray());
    }

    private static String readFrame(Socket client) throws IOException {
        var in = new DataInputStream(client.getInputStream());
        int length = in.readInt();
        return in.readByte() + " " + in.readInt() + " " + new String(in.readNBytes(length - 5), StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("C14: output in frames")
    void shouldAnswerInFrames() throws Exception {
        service =
                new CommandService(new ShellCommands(), new CommandLimits(Duration.ofMillis(800), 10, 4, folder), null);
        try (Served served = new Served(() -> new FramedCommandHandler(service));
                Socket client = served.connect()) {
            sendFrame(client, "echo 你好; echo x >&2; exit 3");
            sendFrame(client, "");
            sendFrame(client, "\0");
            sendFrame(client, "yes");
            sendFrame(client, "printf early; sleep 60");
            assertThat(readFrame(client)).isEqualTo("0 3 你好\n");
            assertThat(readFrame(client)).isEqualTo("0 0 ");
            assertThat(readFrame(client)).isEqualTo("1 -1 ");
            assertThat(readFrame(client)).isEqualTo("4 -1 y\ny\ny\ny\ny\n");
            assertThat(readFrame(client)).isEqualTo("3 -1 early");
        }
    }

    @Test
    void shouldFailAFrameThatIsTooLong() throws Exception {
        try (Served served = new Served(() -> new FramedCommandHandler(service));
                Socket client = served.connect()) {
            client.getOutputStream().write(new byte[] {(byte) 0xff, 0, 0, 0});
            assertThat(readFrame(client)).isEqualTo("2 -1 ");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    // ---- clients that leave

    private enum Form {
        CLASSIC,
        PLAIN,
        FRAMED;

        RequestHandlerFactory handlers(CommandService service) {
            return switch (this) {
                case CLASSIC -> () -> new CommandHandler(service, Framing.AUTO);
                case PLAIN -> () -> new PlainCommandHandler(service);
                case FRAMED -> () -> new FramedCommandHandler(service);
            };
        }

        void send(Socket client, String command) throws IOException {
            if (this == FRAMED) {
                sendFrame(client, command);
            } else {
                Served.send(client, this == PLAIN ? command + "\n" : command);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("C7: the client is gone")
    void shouldKillWhatRunsAtOnceWhenItsClientIsGone(Form form) throws Exception {
        Path pids = folder.resolve("pids");
        try (Served served = new Served(form.handlers(service))) {
            Socket client = served.connect();
            form.send(client, "sleep 60 & echo $! >> pids; echo $$ >> pids; sleep 60");
            Pids.awaitLines(pids, 2);
            form.send(client, "echo what waits behind it");
            reset(client);
            served.awaitClosed(CloseReason.PEER_RESET);
            Pids.awaitGone(pids);
        }
    }

    @Test
    void shouldAnswerAClientThatHasEndedItsSideWithinASecond() throws Exception {
        try (Served served = plain();
                Socket client = served.connect()) {
            Served.send(client, "sleep 0.2; echo 1\necho 2\necho 3");
            client.shutdownOutput();
            assertThat(Served.readToEnd(client)).isEqualTo("1\n[exit 0]\n2\n[exit 0]\n3\n[exit 0]\n");
            served.awaitClosed(CloseReason.PEER_CLOSED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\necho never"})
    void shouldKillWhatAClientThatHasEndedItsSideWouldWaitForLonger(String behind) throws Exception {
        try (Served served = plain();
                Socket client = served.connect()) {
            Served.send(client, "echo $$ >> pids; sleep 60" + behind);
            client.shutdownOutput();
            assertThat(Served.readToEnd(client))
                    .isEqualTo("[failed: its client had ended its side, and waited a second]\n");
            Pids.awaitGone(folder.resolve("pids"));
        }
    }

    @Test
    void shouldNotTakeWhatWaitsBehindACommandForAMessageThatTakesTooLong() throws Exception {
        var options = ServerOptions.defaults();
        options = options.withConnection(options.connection().withRequestTimeout(Duration.ofMillis(200)));
        try (Served served = new Served(() -> new PlainCommandHandler(service), options);
                Socket client = served.connect()) {
            Served.send(client, "sleep 1; echo 1\necho 2\nhalf a li");
            assertThat(Served.readToEnd(client)).isEqualTo("1\n[exit 0]\n2\n[exit 0]\n");
            served.awaitClosed(CloseReason.REQUEST_TIMEOUT);
        }
    }

    // ---- the server's end

    @Test
    void shouldLetWhatRunsEndWhenTheServerClosesAndTakeNothingMore() throws Exception {
        try (Served served = plain();
                Socket client = served.connect()) {
            Served.send(client, "touch begun; sleep 0.3; echo 1\necho 2\n");
            Awaitility.await().until(() -> Files.exists(folder.resolve("begun")));
            served.beginClose(Duration.ofSeconds(10));
            assertThat(Served.readToEnd(client)).isEqualTo("1\n[exit 0]\n");
            served.awaitClosed(CloseReason.SHUTDOWN);
        }
    }

    @Test
    void shouldWaitForTheAcknowledgementWhenTheServerCloses() throws Exception {
        try (Served served = classic();
                Socket client = served.connect()) {
            Served.send(client, "touch begun; sleep 0.3; echo 1");
            Awaitility.await().until(() -> Files.exists(folder.resolve("begun")));
            served.beginClose(Duration.ofSeconds(10));
            Served.expect(client, "2");
            Served.send(client, "ok");
            assertThat(Served.readToEnd(client)).isEqualTo("1\n");
        }
    }

    // ---- the token

    @ParameterizedTest
    @EnumSource
    void shouldAskForTheTokenFirst(Form form) throws Exception {
        service = service(new ShellCommands(), new Token("open sesame"));
        try (Served served = new Served(form.handlers(service));
                Socket client = served.connect();
                Socket thief = served.connect()) {
            form.send(client, "open sesame");
            assertThat(
                            form == Form.FRAMED
                                    ? readFrame(client)
                                    : new String(client.getInputStream().readNBytes(2)))
                    .isEqualTo(form == Form.FRAMED ? "0 0 " : "ok");
            form.send(client, "echo 1");
            assertThat(client.getInputStream().read()).isNotNegative();

            form.send(thief, "quit");
            assertThat(thief.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    @DisplayName("C3: guessing")
    void shouldLookAtATokenLaterWhenOthersFromThereWereWrong() throws Exception {
        service = service(new ShellCommands(), new Token("open sesame"));
        try (Served served = plain();
                Socket thief = served.connect();
                Socket client = served.connect();
                Socket late = served.connect()) {
            Served.send(thief, "open\nopen sesame\n");
            assertThat(Served.readToEnd(thief)).isEmpty();
            long start = System.nanoTime();
            Served.send(client, "open sesame\necho 1\n");
            Served.expect(client, "ok\n1\n[exit 0]\n");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(150));

            assertThat(Served.readToEnd(late)).isEmpty();
            served.awaitClosed(CloseReason.REQUEST_TIMEOUT);
        }
    }
}
