package dev.selkie.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.loop.EventLoop;
import dev.selkie.server.TcpServer;
import dev.selkie.simulation.Peer;
import dev.selkie.simulation.Seeds;
import dev.selkie.simulation.SimulatedNetwork;
import dev.selkie.testing.VirtualTime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Uploads over a hostile network to a disk that fails, by seed: {@code mvn -pl core test -Dtest=UploadSeedsTest
 * -Dselkie.seeds=20000}. A file has its name exactly when all of it has come and the disk has done its part.
 */
class UploadSeedsTest {
    /** Where to sync costs nothing, if there is such a place. */
    static final class InMemory implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
            Path memory = Path.of("/dev/shm");
            return Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "selkie")
                    : Files.createTempDirectory("selkie");
        }
    }

    @TempDir(factory = InMemory.class)
    Path folder;

    @Test
    @DisplayName("F14, F15: whole or not at all, whatever the network and the disk do")
    @Timeout(value = 1, unit = TimeUnit.DAYS) // for as many seeds as one likes
    void shouldStoreAFileWholeOrNotAtAll() {
        Seeds.eachOfFew(UploadSeedsTest.class, this::run);
    }

    private void run(long seed) throws IOException {
        var random = new Random(seed);
        var network = new SimulatedNetwork(seed);
        var loop = new EventLoop(network, network::nanoTime, network.executor());
        UploadDirectory directory = UploadDirectory.open(folder, path -> {
            int failingCall = random.nextInt(3) == 0 ? 1 + random.nextInt(8) : 0;
            return new FaultyFile(create(path), random, failingCall);
        });
        List<StoringHandler> handlers = new ArrayList<>();
        var server = new TcpServer(loop, new InetSocketAddress("127.0.0.1", 0), () -> {
            handlers.add(new StoringHandler(directory, "f" + handlers.size(), UploadOptions.defaults()));
            return handlers.get(handlers.size() - 1);
        });
        server.serveForever();
        List<byte[]> healthy = send(random, network, server);
        for (Duration time : List.of(Duration.ofMinutes(15), Duration.ofSeconds(1))) {
            VirtualTime.pass(loop, time);
        }

        checkFiles(handlers, healthy);
        assertThat(server.counters().open()).isZero();
        assertThat(server.budget().usedBytes()).isZero();
        UploadBuffers buffers = UploadBuffers.of(loop);
        assertThat(buffers.free()).isEqualTo(buffers.made());
        server.close(Duration.ZERO);
        loop.close();
        directory.close();
        assertThat(names()).noneMatch(name -> name.startsWith("."));
        for (String name : names()) {
            Files.delete(folder.resolve(name));
        }
    }

    /** Lets clients come. Each sends something else; those that are healthy end their side. Returns what these send. */
    private static List<byte[]> send(Random random, SimulatedNetwork network, TcpServer server) {
        List<byte[]> healthy = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[1 + random.nextInt(random.nextBoolean() ? 50 : 30_000)];
            random.nextBytes(bytes);
            bytes[0] = (byte) i;
            boolean isHealthy = random.nextInt(3) > 0;
            if (isHealthy) {
                healthy.add(bytes);
            }
            Duration patience = Duration.ofMillis(random.nextInt(100));
            network.after(Duration.ofMillis(random.nextInt(50)), () -> {
                Peer peer = network.connect(server.serverAddress()).send(bytes);
                if (isHealthy) {
                    peer.endOutput();
                } else {
                    network.after(patience, peer::reset);
                }
            });
        }
        return healthy;
    }

    private void checkFiles(List<StoringHandler> handlers, List<byte[]> healthy) throws IOException {
        long failedByDisk = 0;
        Set<String> stored = new TreeSet<>();
        List<byte[]> missing = new ArrayList<>(healthy);
        for (StoringHandler handler : handlers) {
            assertThat(handler.outcomes).isEqualTo(1);
            assertThat(handler.reason).isNotNull();
            Path file = handler.stored;
            if (file != null) {
                byte[] bytes = Files.readAllBytes(file);
                assertThat(missing.removeIf(sent -> Arrays.equals(sent, bytes)))
                        .as("%s is the whole of what somebody sent", file)
                        .isTrue();
                stored.add(file.getFileName().toString());
            } else if (String.valueOf(handler.failure).contains("the disk is broken")) {
                failedByDisk++;
            }
        }
        assertThat((long) missing.size()).as("healthy, not stored").isLessThanOrEqualTo(failedByDisk);
        assertThat(names()).filteredOn(name -> !name.endsWith(".lock")).containsExactlyElementsOf(stored);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static FileChannel create(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
}
