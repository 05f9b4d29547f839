package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handlers.Payload;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 4 on a real heap of 64 MiB. */
@DisplayName("Contract 4: clients that send and never read do not exhaust the heap")
class DeafClientsJarTest {
    private static final Pattern OVERLOADED = Pattern.compile("closed: OVERLOADED");

    @ParameterizedTest
    @ValueSource(ints = {200, 5_000})
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    @DisplayName("B9, B16: deaf clients before a small heap")
    void shouldServeOthersMeanwhileAndTellWhoWasCutAndWhy(int count) throws Exception {
        Programs.assumeInstalled("python3");
        Programs.assumeDescriptors(count + 100);
        try (var server = SelkieProcess.startJava(List.of("-Xmx64m"), "echo", "--port", "0", "--log-level", "debug");
                var clients = new DeafClients(server.awaitPort(), count)) {
            while (!clients.areQuiet()) {
                assertEcho(server);
            }
            assertEcho(server);
            server.awaitLog(
                    log -> assertThat(OVERLOADED.matcher(log).results().count()).isEqualTo(clients.awaitCut()));
            assertThat(server.stderr()).doesNotContain("OutOfMemory");
        }
    }

    private static void assertEcho(SelkieProcess server) throws IOException {
        try (Socket client = server.connect()) {
            client.getOutputStream().write(Payload.bytes(100));
            Payload.receiveExactly(client.getInputStream(), 100);
        }
    }

    /** Another process, whose clients stay connected until it is closed. */
    private static final class DeafClients implements AutoCloseable {
        private final Process process;
        private final BufferedReader cut;

        DeafClients(int port, int count) throws Exception {
            process = new ProcessBuilder(
                            "python3", Programs.peer("deaf_clients.py"), String.valueOf(port), String.valueOf(count))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            cut = process.inputReader(UTF_8);
        }

        /** Whether nothing more happened to them for a while. */
        boolean areQuiet() throws IOException {
            return cut.ready() || !process.isAlive();
        }

        /** Waits until nothing more has happened to them for a while. Returns how many were cut until then. */
        int awaitCut() throws IOException {
            return Integer.parseInt(cut.readLine());
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
