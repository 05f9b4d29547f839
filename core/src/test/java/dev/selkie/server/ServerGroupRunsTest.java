package dev.selkie.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selkie.testing.Echo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ServerGroupRunsTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /** Its thread is slow to start, the second time. */
    private static final class Late extends TcpServer {
        final CountDownLatch go = new CountDownLatch(1);
        int runs;

        Late(InetSocketAddress at, ServerOptions options) throws IOException {
            super(at, Echo::new, options);
        }

        @Override
        public void serveForever() throws IOException {
            if (++runs == 2) {
                try {
                    go.await();
                } catch (InterruptedException failure) {
                    throw new AssertionError(failure);
                }
            }
            super.serveForever();
        }
    }

    private static CompletableFuture<Throwable> serve(ServerGroup<?> group) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        group.serveForever();
                        return new Throwable("ended");
                    } catch (IOException | RuntimeException failure) {
                        return failure;
                    }
                },
                task -> new Thread(task).start());
    }

    @Test
    void shouldEndItsSecondRunThoughAMemberHasNotBegunYet() throws Exception {
        List<Late> lates = new ArrayList<>();
        var group = new ServerGroup<TcpServer>(2, ANY_PORT, (at, options) -> {
            if (lates.isEmpty()) {
                lates.add(null);
                return new TcpServer(at, Echo::new, options);
            }
            lates.set(0, new Late(at, options));
            return lates.get(0);
        });
        try (group) {
            CompletableFuture<Throwable> first = serve(group);
            await().until(() -> group.servers().stream().allMatch(s -> s.loop().isRunning()));
            group.shutdown();
            first.get(5, TimeUnit.SECONDS);
            CompletableFuture<Throwable> second = serve(group);
            await().until(() -> group.servers().get(0).loop().isRunning());
            group.shutdown();
            await().until(() -> !group.servers().get(0).loop().isRunning());
            lates.get(0).go.countDown();
            assertThat(second).succeedsWithin(Duration.ofSeconds(5));
        }
    }

    /** The same without any help, by chance. */
    @Test
    void shouldEndEachRunWhenAMemberEndsAtOnce() throws Exception {
        for (int i = 0; i < 200; i++) {
            try (var group = new ServerGroup<>(3, ANY_PORT, (at, options) -> new TcpServer(at, Echo::new, options))) {
                CompletableFuture<Throwable> first = serve(group);
                await().pollInterval(Duration.ofMillis(1))
                        .until(() ->
                                group.servers().stream().allMatch(s -> s.loop().isRunning()));
                group.shutdown();
                first.get(5, TimeUnit.SECONDS);
                group.servers().get(0).close();
                assertThat(serve(group)).as("round %s", i).succeedsWithin(Duration.ofSeconds(3));
            }
        }
    }

    @Test
    void shouldGoOnServingWhenItIsAskedToServeTwice() throws Exception {
        try (var group = new ServerGroup<>(2, ANY_PORT, (at, options) -> new TcpServer(at, Echo::new, options))) {
            CompletableFuture<Throwable> first = serve(group);
            await().until(() -> group.servers().stream().allMatch(s -> s.loop().isRunning()));
            assertThatThrownBy(group::serveForever).isInstanceOf(Exception.class);
            assertThat(first).isNotDone();
            assertThat(group.servers()).allMatch(s -> s.loop().isRunning());
        }
    }

    @Test
    void shouldReleaseThePortWhenAMemberIsNull() throws Exception {
        List<TcpServer> made = new ArrayList<>();
        assertThatThrownBy(() -> new ServerGroup<TcpServer>(2, ANY_PORT, (at, options) -> {
                    made.add(made.isEmpty() ? new TcpServer(at, Echo::new, options) : null);
                    return made.get(made.size() - 1);
                }))
                .isInstanceOf(NullPointerException.class);
        assertThat(made.get(0).channel().isOpen()).isFalse();
    }
}
