package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random bytes for every server of connections, more than 10,000 times in all. */
@Timeout(120)
class GarbageJarTest {
    private static final int CONNECTIONS = 1000;
    private static final int MOST_BYTES = 3000;

    /** Half of them leave without a word, some wait for all that is answered. */
    private static void say(SelkieProcess server, Random random, StringBuilder answers) throws IOException {
        try (Socket client = server.connect()) {
            byte[] garbage = new byte[random.nextInt(MOST_BYTES)];
            random.nextBytes(garbage);
            switch (random.nextInt(20)) {
                case 0 -> {
                    client.getOutputStream().write(garbage);
                    client.shutdownOutput();
                    answers.append(new String(client.getInputStream().readAllBytes(), ISO_8859_1));
                }
                case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 -> {
                    client.getOutputStream().write(garbage);
                    client.setSoLinger(true, 0);
                }
                default -> client.getOutputStream().write(garbage);
            }
        } catch (IOException refused) {
            // It had sent nonsense, and does not read why.
        }
    }

    @ParameterizedTest
    @CsvSource({
        "echo, 1",
        "echo --lines, 2",
        "robot, 3",
        "chat, 4",
        "hello, 5",
        "hello-http, 6",
        "receive, 7",
        "receive {dir}, 8",
        "files {dir}, 9",
        "command, 10",
        "command --plain, 11",
        "command --framed, 12",
    })
    @DisplayName("L18, O10, O12: garbage fills no log, brings no stack trace to it nor to anybody, and stops nobody")
    void shouldNeitherFillTheLogNorShowWhatItIsMadeOf(String command, long seed, @TempDir Path folder)
            throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of(command.replace("{dir}", folder.toString()).split(" ")));
        arguments.addAll(List.of("--port", "0"));
        var random = new Random(seed);
        var answers = new StringBuilder();
        try (SelkieProcess server = SelkieProcess.startJava(List.of("-Xmx64m"), arguments.toArray(String[]::new))) {
            for (int i = 0; i < CONNECTIONS; i++) {
                say(server, random, answers);
            }
            try (Socket next = server.connect()) {
                next.getOutputStream().write("exit\n".getBytes(ISO_8859_1));
                next.shutdownOutput();
                next.getInputStream().readAllBytes();
            }
            assertThat(server.isAlive()).isTrue();
            assertThat(server.stderr().lines())
                    .filteredOn(line -> !line.contains(" INFO ")) // what was said, or stored
                    .hasSizeLessThan(100);
            assertThat(server.stderr()).doesNotContain("at dev.selkie", "ERROR", "Exception");
            assertThat(server.stderr().replace(System.lineSeparator(), "").chars())
                    .allMatch(character -> character >= ' ' && character != 0x7f);
            assertThat(answers).doesNotContain("at dev.selkie", "dev.selkie.", "java.", "Exception");
        }
    }
}
