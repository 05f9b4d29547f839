package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.selkie.handlers.Payload;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code receive DIR} on a small heap, and all the memory beside the heap. */
class ManyUploadsJarTest {
    private static final int UPLOADS = 1_000;
    private static final int UPLOAD_BYTES = 150_000;

    /** 134 to 140 MiB were seen on 17 and 25: the heap, and as much for what compiles and loads. */
    private static final long MOST_RESIDENT_KIB = 160 * 1024;

    /** A thousand files are synced to the disk meanwhile. */
    private static final int PATIENCE_MILLIS = 60_000;

    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    @DisplayName("B9: a thousand uploads at once, and never more than 160 MiB of memory")
    void shouldStoreAThousandAtOnceInBoundedMemory() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "no /proc that tells how much memory a process has");
        Programs.assumeDescriptors(UPLOADS + 100);
        var clients = new ArrayList<Socket>();
        try (var server = SelkieProcess.startJava(List.of("-Xmx64m"), "receive", "--port", "0", folder.toString())) {
            for (int i = 0; i < UPLOADS; i++) {
                clients.add(server.connect());
            }
            byte[] upload = Payload.bytes(UPLOAD_BYTES);
            for (Socket client : clients) {
                client.setSoTimeout(PATIENCE_MILLIS);
                client.getOutputStream().write(upload);
            }
            for (Socket client : clients) {
                client.shutdownOutput();
            }
            for (Socket client : clients) {
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
            server.awaitResults(
                    results -> assertThat(results).hasSize(UPLOADS).containsOnly("Total size:" + UPLOAD_BYTES));
            assertThat(peakKib(server.pid())).isLessThanOrEqualTo(MOST_RESIDENT_KIB);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static long peakKib(long pid) throws IOException {
        String peak = Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(peak.replaceAll("\\D", ""));
    }
}
