package dev.selkie.handlers.http;

import dev.selkie.loop.WaitingLine;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Work that may block, a bounded amount of it: so much at once, so much waiting, and no more. Thread-safe. One for all
 * connections, since the threads of a blocking executor are as many as there are tasks.
 */
final class Errands {
    private final int mostAtOnce;
    private final int mostWaiting;
    private final WaitingLine<Runnable> waiting = new WaitingLine<>();
    private int runners;

    Errands(int mostAtOnce, int mostWaiting) {
        this.mostAtOnce = mostAtOnce;
        this.mostWaiting = mostWaiting;
    }

    /**
     * Has a task run, perhaps later.
     *
     * @param executor where to find a thread for it, if one more may be had
     * @param task must not throw
     * @param begunNanos when the connection began that it is for
     * @return false when there is too much to do already; then it is not run
     */
    boolean offer(Executor executor, Runnable task, long begunNanos) {
        synchronized (this) {
            if (waiting.size() == mostWaiting) {
                return false;
            }
            waiting.add(task, begunNanos);
            if (runners == mostAtOnce) {
                return true;
            }
            runners++;
        }
        try {
            executor.execute(this::run);
            return true;
        } catch (RuntimeException | OutOfMemoryError noThread) {
            return leaveToOthers(task);
        }
    }

    private synchronized boolean leaveToOthers(Runnable task) {
        runners--;
        return runners > 0 || !waiting.remove(task);
    }

    private void run() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    /** Null when there is none: then the runner ends. */
    private synchronized @Nullable Runnable next() {
        Runnable task = waiting.poll();
        if (task == null) {
            runners--;
        }
        return task;
    }
}
