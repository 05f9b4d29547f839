package dev.selkie.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.testing.Echo;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UnixRacesTest {
    @TempDir
    Path directory;

    @Test
    void shouldLetOnlyOneOfManyListenOnAFreePath() throws Exception {
        for (int round = 0; round < 300; round++) {
            Path path = directory.resolve("s" + round);
            var barrier = new CyclicBarrier(2);
            List<CompletableFuture<UnixServer>> starts = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                starts.add(CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                barrier.await();
                                return new UnixServer(path, Echo::new);
                            } catch (BindException taken) {
                                return null;
                            } catch (Exception failure) {
                                throw new AssertionError(failure);
                            }
                        },
                        task -> new Thread(task).start()));
            }
            int listening = 0;
            for (var start : starts) {
                UnixServer server = start.get();
                if (server != null) {
                    listening++;
                }
            }
            for (var start : starts) {
                if (start.get() != null) {
                    start.get().close();
                }
            }
            assertThat(listening).as("servers on one path, in round %s", round).isEqualTo(1);
        }
    }

    /** The server before is closing while the next one looks. */
    @Test
    void shouldListenWhenTheFileGoesWhileItIsLookedAt() throws Exception {
        Path path = directory.resolve("s");
        var over = new AtomicBoolean();
        var churn = new Thread(() -> {
            while (!over.get()) {
                try {
                    var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                    Path own = directory.resolve("o");
                    channel.bind(UnixDomainSocketAddress.of(own));
                    channel.close();
                    Files.move(own, path, StandardCopyOption.ATOMIC_MOVE);
                    Files.deleteIfExists(path);
                } catch (IOException failure) {
                    // goes on
                }
            }
        });
        churn.start();
        try {
            for (int i = 0; i < 3000; i++) {
                new UnixServer(path, Echo::new).close();
            }
        } finally {
            over.set(true);
            churn.join();
        }
    }
}
