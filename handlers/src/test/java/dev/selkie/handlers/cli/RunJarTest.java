package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code run} with the command server of the tutorial, its robust form, and bad ones. */
@Timeout(60)
class RunJarTest {
    private static final String HOST = "127.0.0.1";

    @Test
    void shouldRunTheTutorialsCommandsInOneSessionAndAcknowledgeEachLength() throws Exception {
        try (var server = PythonServer.start("Command")) {
            Ran.selkie("run", HOST, server.port(), "digits", "empty", "utf8", "", "echo 你好", "exit", "digits")
                    .printed("0123456789\n中文输出\n你好\n");
            assertThat(server.heard())
                    .containsExactly(
                            "digits: acknowledged",
                            "empty: acknowledged",
                            "utf8: acknowledged",
                            "echo 你好: acknowledged");
        }
    }

    @ParameterizedTest
    @CsvSource({"Command, --timeout=20s", "Framed, --framed"})
    void shouldPrintAnyBytesAndAnyAmountOfThem(String which, String option) throws Exception {
        try (var server = PythonServer.start(which)) {
            byte[] printed = Ran.selkie("run", option, HOST, server.port(), "bytes", "large", "empty", "digits")
                    .stdout();
            assertThat(printed).hasSize(256 + 3_000_001 + 11);
            for (int i = 0; i < 256; i++) {
                assertThat(printed[i]).isEqualTo((byte) i);
            }
            assertThat(printed).endsWith("x\n0123456789\n".getBytes(US_ASCII));
        }
    }

    @Test
    void shouldUnderstandAServerThatSendsByteByByte() throws Exception {
        try (var server = PythonServer.start("BytewiseCommand")) {
            Ran.selkie("run", HOST, server.port(), "digits", "utf8").printed("0123456789\n中文输出\n");
        }
        try (var server = PythonServer.start("BytewiseFramed")) {
            Ran.selkie("run", "--framed", HOST, server.port(), "digits", "utf8").printed("0123456789\n中文输出\n");
        }
    }

    @Test
    void shouldUnderstandAServerThatDoesNotWaitForTheAcknowledgement() throws Exception {
        try (var server = PythonServer.start("HastyCommand")) {
            Ran.selkie("run", HOST, server.port(), "one", "two").printed("output\noutput\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WordyCommand     |      | answered 'any' with 'no such command\\\\u001b\\[2J', which is no length: .+",
                "BoastfulCommand  |      | announced 99999999999 bytes for 'any', and more than 1073741824 are not taken",
                "ShortCommand     | only this | closed the connection before it had answered 'any'",
                "GenerousCommand  |      | sent more than it had announced for 'any'",
                "Leave            |      | closed the connection before it had answered 'any'",
                "ResetAtOnce      |      | broke the connection off before it had answered 'any'",
            })
    void shouldFailInOneLineThatSaysWhatTheServerDidWrong(String which, String printed, String what) throws Exception {
        try (var server = PythonServer.start(which)) {
            Ran ran = Ran.selkie("run", HOST, server.port(), "any", "never run");
            ran.failed("127\\.0\\.0\\.1:\\d+ " + what);
            assertThat(ran.text()).isEqualTo(printed == null ? "" : printed);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status 1       | part | refused 'status 1'",
                "status 2       | part | could not run 'status 2'",
                "status 3       | part | stopped 'status 3', which took too long",
                "status 4       | part | stopped 'status 4', which put out too much",
                "status 77      | part | answered 'status 77' with a status that is unknown: 77",
                "exit-code 3    |      | says that 'exit-code 3' ended with exit code 3",
                "frame 4        |      | announced a frame of 4 bytes for 'frame 4', which is no reply: .+",
                "frame 4000000000 |    | announced a frame of 4000000000 bytes for .+, which is no reply: .+",
            })
    void shouldTellTheReasonThatTheFramedFormGives(String command, String printed, String what) throws Exception {
        try (var server = PythonServer.start("Framed")) {
            Ran ran = Ran.selkie("run", "--framed", HOST, server.port(), "utf8", command, "never run");
            ran.failed("127\\.0\\.0\\.1:\\d+ " + what);
            assertThat(ran.text()).isEqualTo("中文输出\n" + (printed == null ? "" : printed + "\n"));
        }
    }

    @Test
    void shouldSayThatWhatCameIsNoWholeReply() throws Exception {
        try (var server = PythonServer.start("Echo")) {
            Ran.selkie("run", "--timeout", "300ms", "--framed", HOST, server.port(), "any")
                    .failed("no whole reply \\(does it serve with --framed\\?\\) came from 127\\.0\\.0\\.1:\\d+ within"
                            + " 300 ms for 'any'; --timeout lets it .+");
        }
    }

    @Test
    void shouldWaitForOutputNoLongerThanItIsTold() throws Exception {
        try (var server = PythonServer.start("Mute")) {
            String late = "nothing came from 127\\.0\\.0\\.1:\\d+ within 300 ms for 'any'; --timeout lets it .+";
            Ran.selkie("run", "--timeout", "300ms", HOST, server.port(), "any").failed(late);
            Ran.selkie("run", "--timeout", "300ms", "--framed", HOST, server.port(), "any")
                    .failed(late);
        }
    }

    @Test
    void shouldSendTheTokenFirstAndNeverShowIt(@TempDir Path folder) throws Exception {
        String right =
                Files.writeString(folder.resolve("right"), "open sesame\n").toString();
        String wrong = Files.writeString(folder.resolve("wrong"), "sesame").toString();
        try (var server = PythonServer.start("TokenCommand")) {
            Ran.selkie("run", "--token-file", right, HOST, server.port(), "digits", "utf8")
                    .printed("0123456789\n中文输出\n");
            Ran.selkie("run", "--token-file", wrong, HOST, server.port(), "digits")
                    .failed("127\\.0\\.0\\.1:\\d+ closed the connection before it had answered the token");
        }
        try (var server = PythonServer.start("TokenFramed")) {
            Ran.selkie("run", "--framed", "--token-file", right, HOST, server.port(), "digits")
                    .printed("0123456789\n");
            Ran.selkie("run", "--framed", "--token-file", wrong, HOST, server.port(), "digits")
                    .failed("127\\.0\\.0\\.1:\\d+ closed the connection before it had answered the token");
        }
        try (var server = PythonServer.start("WordyCommand")) {
            Ran.selkie("run", "--token-file", right, HOST, server.port(), "digits")
                    .failed("127\\.0\\.0\\.1:\\d+ answered the token with 'no such .+': does it want one\\?");
        }
        Ran.selkie("run", "--token-file", folder + "/none", HOST, "1", "digits")
                .failed("no token in .+/none: there is no such file");
    }

    @Test
    void shouldSayThatNobodyListens() throws Exception {
        Ran.selkie("run", HOST, "1", "date")
                .failed("cannot connect to 127\\.0\\.0\\.1:1: .+; is the server running\\?");
    }
}
