package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.commandLine(args)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(
                        "invalid value for option '--port': '70000' is no port: 1 to 65535 are ports, and 0 takes a free"
                                + " one; see 'selkie echo --help'",
                        "echo",
                        "--port",
                        "70000"),
                mistake(
                        "invalid value for option '--port': '-1' is no port: 1 to 65535 are ports, and 0 takes a free"
                                + " one; see 'selkie echo --help'",
                        "echo",
                        "--port=-1"),
                mistake(
                        "invalid value for option '--port': 'x' is no port: 1 to 65535 are ports, and 0 takes a free"
                                + " one; see 'selkie echo --help'",
                        "echo",
                        "--port",
                        "x"),
                mistake(
                        "missing required parameter for option '--port' (PORT); see 'selkie echo --help'",
                        "echo",
                        "--port"),
                mistake(
                        "invalid value for option '--idle-timeout': 'soon' is no duration: write 500ms, 30s, 5m, 1h,"
                                + " PT30S or 0; see 'selkie echo --help'",
                        "echo",
                        "--idle-timeout",
                        "soon"),
                mistake(
                        "invalid value for option '--idle-timeout': 'two lines' is no duration: write 500ms, 30s, 5m,"
                                + " 1h, PT30S or 0; see 'selkie echo --help'",
                        "echo",
                        "--idle-timeout",
                        "two\nlines"),
                mistake(
                        "invalid value for option '--backlog': '0' is no number from 1 to 2147483647;"
                                + " see 'selkie echo --help'",
                        "echo",
                        "--backlog",
                        "0"),
                mistake(
                        "invalid value for option '--max-connections': '-1' is no number from 1 to 2147483647, and not 0,"
                                + " for no limit; see 'selkie echo --help'",
                        "echo",
                        "--max-connections=-1"),
                mistake(
                        "invalid value for option '--max-per-address': 'few' is no number from 1 to 2147483647, and not 0,"
                                + " for no limit; see 'selkie receive --help'",
                        "receive",
                        "--max-per-address",
                        "few"),
                mistake(
                        "invalid value for option '--loops': '0' is no number of loops: 1 to 256 are possible; see 'selkie"
                                + " udp-echo --help'",
                        "udp-echo",
                        "--loops",
                        "0"),
                mistake(
                        "--loops has no effect with --unix: give --host and --port instead, or leave it out; see 'selkie"
                                + " hello-http --help'",
                        "hello-http",
                        "--unix",
                        "http.sock",
                        "--loops",
                        "2"),
                mistake(
                        "--max-per-address has no effect with --unix: give --host and --port instead, or leave it out; see"
                                + " 'selkie echo --help'",
                        "echo",
                        "--unix",
                        "echo.sock",
                        "--max-per-address",
                        "2"),
                mistake(
                        "--request-timeout has an effect only with --lines: without, whatever comes is sent back;"
                                + " see 'selkie echo --help'",
                        "echo",
                        "--once",
                        "--request-timeout",
                        "1s"),
                mistake(
                        "--request-timeout has no effect with --framing chunks: a chunk is whole when it comes; see"
                                + " 'selkie hello --help'",
                        "hello",
                        "--framing",
                        "chunks",
                        "--request-timeout",
                        "1s"),
                mistake(
                        "unknown option '--request-timeout'; see 'selkie hello-http --help'",
                        "hello-http",
                        "--request-timeout",
                        "1s"),
                mistake(
                        "unknown option '--max-connections'; see 'selkie udp-sink --help'",
                        "udp-sink",
                        "--max-connections",
                        "1"),
                mistake(
                        "invalid value for option '--log-level': expected one of [ERROR, WARN, INFO, DEBUG, TRACE]"
                                + " (case-insensitive) but was 'loud'; see 'selkie echo --help'",
                        "echo",
                        "--log-level",
                        "loud"),
                mistake("unknown option '--prot'; see 'selkie echo --help'", "echo", "--prot", "1"),
                mistake(
                        "--once, --lines are mutually exclusive (specify only one); see 'selkie echo --help'",
                        "echo",
                        "--lines",
                        "--once"),
                mistake(
                        "--unix stands instead of --host and --port: give the one or the others; see 'selkie chat --help'",
                        "chat",
                        "--unix",
                        "chat.sock",
                        "--port",
                        "0"),
                mistake(
                        "invalid value for option '--framing': expected one of [AUTO, LINES, CHUNKS] (case-insensitive) but"
                                + " was 'words'; see 'selkie robot --help'",
                        "robot",
                        "--framing",
                        "words"),
                mistake("unknown option '--framing'; see 'selkie echo --help'", "echo", "--framing", "lines"),
                mistake(
                        "unknown option '--write-timeout'; see 'selkie receive --help'",
                        "receive",
                        "--write-timeout",
                        "1s"),
                mistake("unknown option '--backlog'; see 'selkie udp-echo --help'", "udp-echo", "--backlog", "5"),
                mistake("unknown option '--unix'; see 'selkie udp-echo --help'", "udp-echo", "--unix", "x"),
                mistake("unknown option '--grace'; see 'selkie udp-sink --help'", "udp-sink", "--grace", "1s"),
                mistake(
                        "--stop-on-exit needs a loopback --host, such as 127.0.0.1: others could stop the server;"
                                + " see 'selkie udp-sink --help'",
                        "udp-sink",
                        "--host",
                        "0.0.0.0",
                        "--stop-on-exit"),
                mistake(
                        "--max-size is for files: name a DIR to store them in; see 'selkie receive --help'",
                        "receive",
                        "--max-size",
                        "1g"),
                mistake("give one FILE to send; see 'selkie send --help'", "send", "localhost", "9000"),
                mistake("give one FILE to send; see 'selkie send --help'", "send", "localhost", "9000", "a", "b"),
                mistake("give HOST and PORT, or --unix with a PATH; see 'selkie client --help'", "client", "localhost"),
                mistake(
                        "'70000' is no port: 1 to 65535 are; see 'selkie client --help'",
                        "client",
                        "localhost",
                        "70000"),
                mistake("'0' is no port: 1 to 65535 are; see 'selkie run --help'", "run", "localhost", "0", "date"),
                mistake(
                        "--reply is for --udp: without it replies are always waited for; see 'selkie client --help'",
                        "client",
                        "--reply",
                        "localhost",
                        "9000"),
                mistake(
                        "--udp goes without --unix, --greeting and --until-eof: datagrams have no connection;"
                                + " see 'selkie client --help'",
                        "client",
                        "--udp",
                        "--greeting",
                        "localhost",
                        "9000"),
                mistake(
                        "invalid value for option '--timeout': 'soon' is no duration: write 500ms, 30s, 5m, 1h, PT30S or"
                                + " 0; see 'selkie client --help'",
                        "client",
                        "--timeout",
                        "soon"),
                mistake("unknown option '--udp'; see 'selkie run --help'", "run", "--udp", "localhost", "8009", "date"),
                mistake("there is no COMMAND to be run; see 'selkie run --help'", "run", "localhost", "8009"),
                mistake(
                        "a command of 1026 bytes is longer than the 1024 that can be told from the next: use --framed, on"
                                + " the server too; see 'selkie run --help'",
                        "run",
                        "localhost",
                        "8009",
                        "好".repeat(342)),
                mistake(
                        "'date' is no NAME=COMMAND: write date=date, or 'say=echo ...' where clients may add arguments; see 'selkie command --help'",
                        "command",
                        "--allow",
                        "date"),
                mistake(
                        "'a=/no/such': there is no program /no/such; give the path of one, or install it; see 'selkie command --help'",
                        "command",
                        "--allow",
                        "a=/no/such"),
                mistake(
                        "--shell allows everything: give it or --allow; see 'selkie command --help'",
                        "command",
                        "--shell",
                        "--allow",
                        "a=date"),
                mistake(
                        "--shell would let everyone who reaches this --host do anything: give a --token-file, or a loopback --host such as 127.0.0.1; see 'selkie command --help'",
                        "command",
                        "--shell",
                        "--host",
                        "0.0.0.0"),
                mistake(
                        "--max-output must be from 1 to 15m; see 'selkie command --help'",
                        "command",
                        "--max-output",
                        "16m"),
                mistake(
                        "--max-runs times --max-output is more than a quarter of this Java's memory: choose less, or give it more with -Xmx; see 'selkie command --help'",
                        "command",
                        "--max-runs",
                        "1000000"),
                mistake(
                        "--directory /no/such: there is no such directory; see 'selkie command --help'",
                        "command",
                        "--directory",
                        "/no/such"),
                mistake(
                        "/no/such: there is no such file; see 'selkie command --help'",
                        "command",
                        "--token-file",
                        "/no/such"),
                mistake(
                        "--framing is for neither --plain nor --framed: they say where a message ends; see 'selkie command --help'",
                        "command",
                        "--plain",
                        "--framing",
                        "lines"),
                mistake(
                        "--plain, --framed are mutually exclusive (specify only one); see 'selkie command --help'",
                        "command",
                        "--plain",
                        "--framed"),
                mistake("missing required parameter: 'DIR'; see 'selkie files --help'", "files"),
                mistake("superfluous argument 'b'; see 'selkie files --help'", "files", "a", "b"),
                mistake(
                        "'help' means something else already: allow it under another name; see 'selkie command --help'",
                        "command",
                        "--plain",
                        "--allow",
                        "help=sh -c true"),
                mistake("superfluous argument '@x'; see 'selkie echo --help'", "echo", "@x"),
                mistake("unknown command 'ehco'; see 'selkie --help'", "ehco"),
                mistake("unknown option '--wrong'; see 'selkie --help'", "--wrong"));
    }

    private static Arguments mistake(String message, String... args) {
        return Arguments.of(message, args);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    @DisplayName("C2, C3, A9: one line for a mistake, such as a shell for everyone")
    void shouldAnswerAMistakeInOneLineThatSaysWhereHelpIs(String message, String[] args) {
        assertThat(run(args)).isEqualTo(2);
        assertThat(err).hasToString("selkie: " + message + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shouldPrintItsUsageOnStandardErrorWhenNoCommandIsGiven() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).startsWith("Usage: selkie ").contains("echo", "completion");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "echo",
                "hello-http",
                "robot",
                "chat",
                "hello",
                "command",
                "files",
                "receive",
                "udp-sink",
                "udp-echo",
                "client",
                "run",
                "completion"
            })
    void shouldHelpEverywhere(String command) {
        assertThat(command.isEmpty() ? run("--help") : run(command, "--help")).isZero();
        assertThat(out.toString()).startsWith(("Usage: selkie " + command).strip());
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void shouldListTheCommandsWithoutGaps() {
        run("--help");

        assertThat(out.toString().lines().dropWhile(line -> !line.equals("Commands:")))
                .containsSubsequence("Commands:", "'selkie COMMAND --help' tells more about a command.")
                .filteredOn(String::isBlank)
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "9000", "1024", "10m", "60s", "30s", "5s", "warn", "1", "0"})
    void shouldShowTheDefaultsInTheHelp(String value) {
        run("echo", "--help");

        assertThat(out.toString()).containsPattern("Default: " + value + "\\R");
    }

    @ParameterizedTest
    @CsvSource({
        "hello-http, 8080",
        "robot, 8888",
        "chat, 9998",
        "hello, 12345",
        "command, 8009",
        "files, 8000",
        "receive, 5678",
        "udp-sink, 9999",
        "udp-echo, 9997"
    })
    void shouldHaveThePortOfTheTutorial(String command, String port) {
        run(command, "--help");

        assertThat(out.toString()).containsPattern("Default: " + port + "\\R");
    }

    @Test
    void shouldTellItsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).matches("selkie \\d+\\.\\d+\\.\\d+\\S* \\(Java \\S+\\)\\R");
    }

    @Test
    void shouldSayWhyADirectoryCannotBeServed(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("none");
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(run("files", missing.toString())).isEqualTo(1);
        assertThat(run("files", file.toString())).isEqualTo(1);
        assertThat(err)
                .hasToString(
                        "selkie: cannot serve " + missing + ": there is no such directory; create it or name another"
                                + System.lineSeparator() + "selkie: cannot serve " + file
                                + ": it is no directory; name the one it is in" + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shouldSayWhatToDoWhenThePortIsTaken() throws IOException {
        try (var other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = other.getLocalPort();

            assertThat(run("echo", "--port", String.valueOf(port))).isEqualTo(1);
            assertThat(err.toString())
                    .matches("selkie: cannot listen on 127\\.0\\.0\\.1:" + port
                            + ": .+; stop the other program or choose"
                            + " another port with --port \\(0 takes a free one\\)\\R");
            assertThat(out.toString()).isEmpty();
        }
    }

    /** 192.0.2.0/24 is for documentation, and nobody's. */
    @Test
    void shouldSayWhatToDoWhenTheAddressIsAnotherMachines() {
        assertThat(run("echo", "--host", "192.0.2.1", "--port", "0")).isEqualTo(1);
        assertThat(err.toString())
                .matches("selkie: cannot listen on 192\\.0\\.2\\.1:0: .+; give an address of this machine with"
                        + " --host\\R");
    }
}
