package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handlers.Payload;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
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
        try (var server = SelkieProcess.startJava(List.of("-Xmx64m"), "echo", "--port", "0", "--log-level", "debug")) {
            var deaf = new FutureTask<>(deafClients(server.awaitPort(), count));
            new Thread(deaf).start();
            while (!deaf.isDone()) {
                assertEcho(server);
            }
            int cut = Integer.parseInt(new String(deaf.get(), UTF_8).strip());
            assertEcho(server);
            // Those that have left while the server was busy may be cut, too, and do not hear of it.
            server.awaitLog(
                    log -> assertThat(OVERLOADED.matcher(log).results().count()).isGreaterThanOrEqualTo(cut));
            assertThat(server.stderr()).doesNotContain("OutOfMemory");
        }
    }

    private static Callable<byte[]> deafClients(int port, int count) {
        return () -> Programs.run(
                new byte[0], "python3", Programs.peer("deaf_clients.py"), String.valueOf(port), String.valueOf(count));
    }

    private static void assertEcho(SelkieProcess server) throws IOException {
        try (Socket client = server.connect()) {
            client.getOutputStream().write(Payload.bytes(100));
            Payload.receiveExactly(client.getInputStream(), 100);
        }
    }
}
