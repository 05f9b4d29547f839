package dev.selkie.loop;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A loop in {@link EventLoop#run} on a thread of its own. */
final class RunningLoop implements AutoCloseable {
    final EventLoop loop;
    final Thread thread;
    private final FutureTask<Void> run;

    RunningLoop() throws IOException {
        this(new EventLoop());
    }

    RunningLoop(EventLoop loop) {
        this.loop = loop;
        run = new FutureTask<>(() -> {
            loop.run();
            return null;
        });
        thread = new Thread(run, "the loop");
        thread.setDaemon(true);
        thread.start();
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(loop::isRunning);
    }

    /** Runs something on the loop's thread and waits for it. */
    void call(Runnable task) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            try {
                task.run();
            } finally {
                done.countDown();
            }
        });
        if (!done.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("the loop does not answer");
        }
    }

    /** Waits for {@code run} to return; fails with what it threw. */
    void awaitEnd() {
        try {
            run.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() throws IOException {
        loop.stop();
        awaitEnd();
        loop.close();
    }
}
