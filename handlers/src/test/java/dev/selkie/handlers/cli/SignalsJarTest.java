package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.with;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SignalsJarTest {
    @Test
    void shouldEndPromptlyWith143WhenAnIdleServerGetsSigterm() throws Exception {
        try (var server = SelkieProcess.start("echo", "--port", "0")) {
            server.awaitPort();
            long start = System.nanoTime();
            server.signal("TERM");

            assertThat(server.awaitExit()).isEqualTo(143);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1900));
            assertThat(server.stderr()).matches("selkie: stopped by SIGTERM: 0 connections drained, 0 cut\\R");
        }
    }

    @Test
    void shouldEndWith130WhenItGetsSigint() throws Exception {
        try (var server = SelkieProcess.start("echo", "--port", "0")) {
            server.awaitPort();
            assumeFalse(ignoresSigint(server), "SIGINT is ignored here, as in a background job of a script");
            server.signal("INT");

            assertThat(server.awaitExit()).isEqualTo(130);
            assertThat(server.stderr()).matches("selkie: stopped by SIGINT: 0 connections drained, 0 cut\\R");
        }
    }

    /** What is ignored when a program starts, Java leaves ignored. */
    private static boolean ignoresSigint(SelkieProcess server) throws IOException {
        Path status = Path.of("/proc/" + server.pid() + "/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1L << (2 - 1)) != 0);
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "HUP, 129"})
    @DisplayName("O1, O5, B5: a signal, or the end of the terminal, while output waits")
    void shouldSendWhatWaitsToAClientThatReadsOn(String signal, int exitCode) throws Exception {
        try (var server = SelkieProcess.start("echo", "--port", "0");
                var client = new Flood(server.awaitPort())) {
            client.sendUntilStalled();
            server.signal(signal);
            server.awaitDeaf(server.awaitPort());

            assertThat(client.receive()).isGreaterThan(64 * 1024);
            assertThat(server.awaitExit()).isEqualTo(exitCode);
            assertThat(server.stderr()).matches("selkie: stopped by SIG" + signal + ": 1 connection drained, 0 cut\\R");
        }
    }

    @Test
    void shouldCutAClientThatDoesNotReadWhenTheGraceIsOver() throws Exception {
        try (var server = SelkieProcess.start("echo", "--port", "0", "--grace", "200ms");
                var client = new Flood(server.awaitPort())) {
            client.sendUntilStalled();
            server.signal("TERM");

            assertThat(server.awaitExit()).isEqualTo(143);
            assertThat(server.stderr()).matches("selkie: stopped by SIGTERM: 0 connections drained, 1 cut\\R");
        }
    }

    @Test
    @DisplayName("O4: a second signal ends it at once")
    void shouldEndAtOnceAtTheSecondSignal() throws Exception {
        try (var server = SelkieProcess.start("echo", "--port", "0", "--grace", "1h", "--write-timeout", "0");
                var client = new Flood(server.awaitPort())) {
            client.sendUntilStalled();
            server.signal("TERM");
            server.awaitDeaf(server.awaitPort());
            assertThat(server.isAlive()).isTrue();
            server.signal("TERM");

            assertThat(server.awaitExit()).isEqualTo(143);
            assertThat(server.stderr()).isEmpty();
        }
    }

    @Test
    void shouldDrainInAShutdownHookWhereJavaHasNoSignals() throws Exception {
        try (var server = SelkieProcess.startJava(List.of("--limit-modules", "java.se"), "echo", "--port", "0");
                var client = new Flood(server.awaitPort())) {
            client.sendUntilStalled();
            server.signal("TERM");
            server.awaitDeaf(server.awaitPort());

            assertThat(client.receive()).isGreaterThan(64 * 1024);
            assertThat(server.awaitExit()).isEqualTo(143);
            assertThat(server.stderr()).matches("selkie: stopped: 1 connection drained, 0 cut\\R");
        }
    }

    @Test
    @DisplayName("O5: nohup, a pipe that is closed, and signals that mean nothing end nobody")
    void shouldGoOnAfterSignalsThatAreNotForIt() throws Exception {
        Programs.assumeInstalled("nohup");
        List<String> command = new ArrayList<>(List.of("nohup"));
        command.addAll(Ran.selkieCommand("echo", "--port", "0"));
        try (var server = SelkieProcess.startCommand(command);
                Socket client = server.connect()) {
            for (String name : List.of("HUP", "PIPE", "CHLD", "WINCH", "URG", "CONT", "HUP")) {
                server.signal(name);
                client.getOutputStream().write('x');
                assertThat(client.getInputStream().read()).isEqualTo('x');
            }
            server.signal("TERM");
            assertThat(server.awaitExit()).isEqualTo(143);
        }
    }

    @Test
    @DisplayName("O4: a signal during the start ends it, whenever it comes")
    void shouldEndWhenASignalComesDuringTheStart() throws Exception {
        for (int delayMillis = 0; delayMillis <= 1000; delayMillis += 200) {
            try (var server = SelkieProcess.start("echo", "--port", "0")) {
                with().pollDelay(Duration.ofMillis(delayMillis)).await().until(() -> true);
                server.signal("TERM");
                assertThat(server.awaitExit()).as("after %d ms", delayMillis).isEqualTo(143);
                assertThat(server.stderr()).doesNotContain("Exception");
            }
        }
    }
}
