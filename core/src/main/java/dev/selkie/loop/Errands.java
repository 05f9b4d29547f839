package dev.selkie.loop;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Work that may block, a few pieces of it at once and the others in a {@link WaitingLine}: of a thousand that wait for one
 * disk, not each needs a thread. Thread-safe.
 */
public final class Errands {
    private final int mostAtOnce;
    private final int mostWaiting;
    private final WaitingLine<Runnable> waiting = new WaitingLine<>();
    private int runners;

    /**
     * With nothing to do.
     *
     * @param mostAtOnce as many threads are busy with it, at most
     * @param mostWaiting when so many wait for a thread, who comes is refused
     */
    public Errands(int mostAtOnce, int mostWaiting) {
        this.mostAtOnce = mostAtOnce;
        this.mostWaiting = mostWaiting;
    }

    /**
     * The threads of an executor, no more than a few of them at once.
     *
     * @param threads any number of them: of {@link EventLoop#blockingExecutor()}, for example
     * @param begunNanos when that began which the errands are for, such as a connection; of one clock for all
     * @return takes tasks that do not throw, from any thread; throws {@link RejectedExecutionException} when too many wait,
     *     and whatever {@code threads} throws when there is nobody to run a task
     */
    public Executor by(Executor threads, long begunNanos) {
        return task -> execute(threads, task, begunNanos);
    }

    private void execute(Executor threads, Runnable task, long begunNanos) {
        synchronized (this) {
            if (waiting.size() == mostWaiting) {
                throw new RejectedExecutionException("as many as may wait do already: " + mostWaiting);
            }
            waiting.add(task, begunNanos);
            if (runners == mostAtOnce) {
                return;
            }
            runners++;
        }
        try {
            threads.execute(this::run);
        } catch (RuntimeException | Error noThread) {
            if (!leaveToOthers(task)) {
                throw noThread;
            }
        }
    }

    /** There is no thread for it. Returns false when none is at work either: then it is out of the line. */
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
