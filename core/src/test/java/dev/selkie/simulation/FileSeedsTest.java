package dev.selkie.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files in a hostile network, by seed: {@code mvn -pl core test -Dtest=FileSeedsTest -Dselkie.seeds=100000}; one of them
 * again: {@code -Dselkie.firstSeed=N -Dselkie.seeds=1}.
 */
class FileSeedsTest {
    @TempDir
    private Path folder;

    private final byte[] content = new byte[30_000];
    private Path file;

    @BeforeEach
    void write() throws IOException {
        new Random(1).nextBytes(content);
        file = Files.write(folder.resolve("on disk"), content);
    }

    private FileWorld world(long seed) throws IOException {
        return new FileWorld(new SimulatedNetwork(seed), seed, file, content);
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS) // for as many seeds as one likes
    void shouldSendFilesWhateverTheNetworkAndTheDiskDo() {
        var slow = new AtomicLong();
        Seeds.each(FileSeedsTest.class, seed -> {
            FileWorld world = world(seed);
            world.clients();
            world.pass(Duration.ofMinutes(15));
            world.checkNothingIsBroken();
            world.checkTheHealthyGotWhatWasPromised();
            slow.addAndGet(world.slow());
            world.close();
        });
        assertThat(slow.get()).as("slow slices").isGreaterThan(Seeds.areMany() ? 1_000 : -1);
    }

    @Test
    @DisplayName("F6: whichever call of a file fails, and however")
    void shouldBreakNothingWhateverCallFails() throws IOException {
        List<Supplier<? extends Throwable>> failures = List.of(
                () -> new IOException("planned"),
                () -> new AssertionError("planned"),
                () -> new OutOfMemoryError("planned"));
        int runs = 0;
        for (String operation : List.of("read", "write", "shutdownOutput", "setOption", "close", "register")) {
            for (Supplier<? extends Throwable> failure : failures) {
                boolean failed = true;
                for (int call = 1; failed || call < 20; call++) {
                    FileWorld world = new FileWorld(new SimulatedNetwork(7), 7, file, content);
                    for (FileWorld.End end : FileWorld.End.values()) {
                        world.client(Duration.ofMillis(5), end);
                    }
                    world.network.fail(operation, call, failure);
                    world.pass(Duration.ofMinutes(15));
                    failed = world.network.hasFailed();
                    try {
                        world.checkNothingIsBroken();
                    } catch (AssertionError broken) {
                        throw new AssertionError(
                                operation + " " + call + " " + failure.get() + ": " + broken.getMessage());
                    }
                    runs++;
                }
            }
        }
        assertThat(runs).isGreaterThan(300);
    }
}
