package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code client} as people see it, on a terminal; what they type is in the text, as the terminal shows it. */
@Timeout(60)
class ClientTerminalJarTest {
    private static final String HOST = "127.0.0.1";
    private static final String CTRL_D = "\\x04";

    private static String terminal(List<String> typed, List<String> command) throws Exception {
        List<String> words = new ArrayList<>(List.of("python3", Programs.peer("terminal.py")));
        words.addAll(typed);
        words.add("--");
        words.addAll(command);
        Ran ran = Ran.command(new byte[0], words);
        assertThat(ran.stderr()).isEmpty();
        return ran.text();
    }

    @Test
    void shouldPromptAndEndEachReplyWithItsLine() throws Exception {
        try (var server = PythonServer.start("Robot")) {
            String shown = terminal(
                    List.of("1001\\n", "\\n", "0\\n", "exit\\n"),
                    Ran.selkieCommand("client", "--greeting", HOST, server.port()));

            assertThat(shown).isEqualTo("""
                    欢迎致电 10086,请输入1xxx,0转人工服务.
                    > 1001
                    请重新输入.
                    >\s
                    > 0
                    通过可能会被录音.balabala一大推
                    > exit
                    0
                    """);
        }
    }

    @Test
    void shouldEndAtTheEndOfInputOnALineOfItsOwn() throws Exception {
        try (var server = PythonServer.start("Echo")) {
            String shown = terminal(List.of("hi\\n", CTRL_D), Ran.selkieCommand("client", HOST, server.port()));

            assertThat(shown).isEqualTo("> hi\nhi\n> \n0\n");
        }
    }

    @Test
    void shouldGiveAServerNoPowerOverTheTerminal() throws Exception {
        try (var server = PythonServer.start("NoText")) {
            String shown = terminal(List.of(), Ran.selkieCommand("client", HOST, server.port(), "x", "y"));

            assertThat(shown).isEqualTo("\ufffd\ufffd\\u0000\\u001b[2J\n".repeat(2) + "0\n");
        }
    }

    @Test
    void shouldKeepACharacterWholeThatComesInTwoPackets() throws Exception {
        try (var server = PythonServer.start("TwoPackets")) {
            String shown = terminal(List.of(), Ran.selkieCommand("client", HOST, server.port(), "x"));

            assertThat(shown).isEqualTo("你好\n0\n");
        }
    }

    @Test
    void shouldBeSilentWhenItsInputIsNoTerminal() throws Exception {
        try (var server = PythonServer.start("Echo")) {
            String client = String.join(" ", Ran.selkieCommand("client", HOST, server.port()));

            assertThat(terminal(List.of(), List.of("sh", "-c", "printf 'a\\nb\\n' | " + client)))
                    .isEqualTo("a\nb\n0\n");
        }
    }

    @Test
    void shouldShowNoPromptToAFile() throws Exception {
        try (var server = PythonServer.start("Echo")) {
            String client = String.join(" ", Ran.selkieCommand("client", HOST, server.port(), "a"));

            assertThat(terminal(List.of(), List.of("sh", "-c", client + " | cat")))
                    .isEqualTo("a0\n");
        }
    }

    @Test
    void shouldTellAPersonThatTheServerHasLeft() throws Exception {
        try (var server = PythonServer.start("Hello")) {
            String shown = terminal(List.of("hi\\n"), Ran.selkieCommand("client", HOST, server.port()));

            assertThat(shown)
                    .matches("> hi\nHello, client!\n> \nselkie: 127\\.0\\.0\\.1:\\d+ closed the connection, and the"
                            + " input has not ended\n1\n");
        }
    }
}
