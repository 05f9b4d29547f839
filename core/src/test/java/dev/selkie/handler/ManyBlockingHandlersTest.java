package dev.selkie.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.selkie.testing.RunningServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ManyBlockingHandlersTest {
    private static final int SPARE_DESCRIPTORS = 500;

    /** As many as descriptors allow; without virtual threads each costs a thread of the system. */
    private static int count() {
        int wanted = Runtime.version().feature() >= 21 ? 10_000 : 500;
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? (int) Math.min(wanted, unix.getMaxFileDescriptorCount() - SPARE_DESCRIPTORS)
                : 500;
    }

    private static Process crowd(int port, int count) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Crowd.class.getName(),
                        Integer.toString(port),
                        Integer.toString(count))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    @Timeout(60)
    void shouldServeTenThousandHandlersThatAllBlock() throws IOException {
        int count = count();
        var reading = new AtomicInteger();
        class Blocked extends BlockingRequestHandler {
            @Override
            protected void handle() throws IOException {
                reading.incrementAndGet();
                output().write(input().read());
                reading.decrementAndGet();
            }
        }
        try (var server = new RunningServer(Blocked::new)) {
            Process crowd = crowd(server.port(), count);
            try (BufferedReader said = crowd.inputReader(StandardCharsets.UTF_8)) {
                assertThat(said.readLine()).isEqualTo("connected");
                await().until(() -> reading.get() == count);
                long start = System.nanoTime();
                assertThat(server.budget().usedBytes()).isZero();
                crowd.getOutputStream().write('\n');
                crowd.getOutputStream().close();
                assertThat(said.readLine()).isEqualTo("answered");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
                await().until(() -> reading.get() == 0);
            } finally {
                crowd.destroyForcibly();
            }
            await().until(() -> server.counters().open() == 0);
            assertThat(server.errors()).isEmpty();
        }
    }
}
