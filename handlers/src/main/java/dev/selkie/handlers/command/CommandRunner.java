package dev.selkie.handlers.command;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs so many commands at the same time; the others wait in the order in which they came. Safe for use by any thread. */
final class CommandRunner {
    private static final Logger log = LoggerFactory.getLogger(CommandRunner.class);

    private final int maxRuns;
    private final Set<Run> waiting = new LinkedHashSet<>();
    private final Set<Run> running = new HashSet<>();
    private boolean closed;

    CommandRunner(int maxRuns) {
        this.maxRuns = maxRuns;
    }

    void submit(Run run) {
        synchronized (this) {
            waiting.add(run);
        }
        startWaiting();
    }

    /** One that still waits is never started, and hears no more. */
    void cancel(Run run) {
        boolean waited;
        synchronized (this) {
            waited = waiting.remove(run);
        }
        if (!waited) {
            run.cancel();
        }
    }

    private void startWaiting() {
        for (Run next = takeNext(); next != null; next = takeNext()) {
            start(next);
        }
    }

    private synchronized @Nullable Run takeNext() {
        if (closed || running.size() >= maxRuns || waiting.isEmpty()) {
            return null;
        }
        Run next = waiting.iterator().next();
        waiting.remove(next);
        running.add(next);
        return next;
    }

    private void start(Run run) {
        try {
            run.executor().execute(() -> {
                try {
                    run.execute();
                } finally {
                    over(run);
                    startWaiting();
                }
            });
        } catch (RuntimeException | OutOfMemoryError noThread) {
            log.warn("no thread for a command: {}", noThread.toString());
            over(run);
            run.fail("the server is out of threads");
        }
    }

    private synchronized void over(Run run) {
        running.remove(run);
        notifyAll();
    }

    /** Kills what runs and starts nothing more. Returns when all has gone, or after a time. */
    void close(Duration longest) {
        for (Run run : closeAndList()) {
            run.cancel();
        }
        long deadline = System.nanoTime() + longest.toNanos();
        synchronized (this) {
            try {
                for (long left = longest.toMillis(); left > 0 && !running.isEmpty(); ) {
                    wait(left);
                    left = (deadline - System.nanoTime()) / 1_000_000;
                }
            } catch (InterruptedException now) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized List<Run> closeAndList() {
        closed = true;
        waiting.clear();
        return List.copyOf(running);
    }
}
