package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.selkie.handlers.Payload;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Connections opened and closed, as many as one likes. With the jar built: {@code mvn -pl core,handlers test-compile
 * surefire:test@jar-test -Dtest=SoakJarTest -Dsurefire.failIfNoSpecifiedTests=false -Dselkie.connections=1000000}.
 */
@DisplayName("Soak: what connections have cost is given back")
class SoakJarTest {
    private static final int CONNECTIONS = Integer.getInteger("selkie.connections", 10_000);

    /** From one address, all its ports would soon be waiting for late packets. */
    private static final int ADDRESSES = 200;

    private static final long SPREAD_BYTES = 1024 * 1024;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
    private static final byte[] MESSAGE = Payload.bytes(16);

    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS) // for as many connections as one likes
    @DisplayName("L17, A8: descriptors and live heap are where they were before very many connections")
    void shouldKeepNothingOfConnectionsThatHaveClosed() throws IOException, InterruptedException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "counts descriptors in /proc");
        try (var server = SelkieProcess.startJava(
                List.of("-Xmx64m"), "echo", "--port", "0", "--max-connections", "64", "--max-per-address", "32")) {
            openAndClose(server, CONNECTIONS / 5);
            long heapBytes = liveHeapBytes(server);
            long descriptors = descriptors(server);
            openAndClose(server, CONNECTIONS - CONNECTIONS / 5);
            Awaitility.await()
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThat(descriptors(server)).isLessThanOrEqualTo(descriptors));
            long heapBytesAfter = liveHeapBytes(server);
            System.out.printf(
                    "%d connections: %d descriptors; live heap %d bytes after a fifth of them, %d after all%n",
                    CONNECTIONS, descriptors, heapBytes, heapBytesAfter);
            assertThat(heapBytesAfter).isLessThan(heapBytes + SPREAD_BYTES);
        }
    }

    /** One that says goodbye, one that says nothing, one that is reset, one that leaves its answer. */
    private static void openAndClose(SelkieProcess server, int count) throws IOException {
        var address = new InetSocketAddress("127.0.0.1", server.awaitPort());
        for (int i = 0; i < count; i++) {
            try (var client = new Socket()) {
                client.bind(new InetSocketAddress("127.0.1." + (1 + i % ADDRESSES), 0));
                client.connect(address, (int) LIMIT.toMillis());
                client.setSoTimeout((int) LIMIT.toMillis());
                if (i % 4 != 1) {
                    client.getOutputStream().write(MESSAGE);
                }
                if (i % 4 == 0 || i % 4 == 2) {
                    assertThat(client.getInputStream().readNBytes(MESSAGE.length))
                            .isEqualTo(MESSAGE);
                }
                if (i % 4 == 2) {
                    client.setSoLinger(true, 0);
                }
            }
        }
    }

    private static long descriptors(SelkieProcess server) throws IOException {
        try (var open = Files.list(Path.of("/proc/" + server.pid() + "/fd"))) {
            return open.count();
        }
    }

    /** Counting the objects collects garbage first. */
    private static long liveHeapBytes(SelkieProcess server) throws IOException, InterruptedException {
        Path jcmd = SelkieProcess.JAVA.resolveSibling("jcmd");
        var histogram = new ProcessBuilder(jcmd.toString(), String.valueOf(server.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String lines = new String(histogram.getInputStream().readAllBytes(), US_ASCII);
        assertThat(histogram.waitFor()).as(lines).isZero();
        Matcher total = TOTAL.matcher(lines);
        assertThat(total.find()).as(lines).isTrue();
        return Long.parseLong(total.group(1));
    }
}
