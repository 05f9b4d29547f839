package dev.selkie.loop;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that may block, a few pieces of it at once and the others in a {@link WaitingLine}: of a thousand that wait for one
 * disk, not each needs a thread. Thread-safe.
 */
public final class Errands {
    private static final Logger log = LoggerFactory.getLogger(Errands.class);

    private final int mostAtOnce;
    private final int mostWaiting;
    private final WaitingLine<Runnable> waiting = new WaitingLine<>();
    /** Those for which there is a thread. */
    private int runners;

    /** Those for which it is not known yet whether there is one: nothing is left to them. */
    private int starting;

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
     * @return takes tasks from any thread, and logs what they throw; throws {@link RejectedExecutionException} when too many
     *     wait, and whatever {@code threads} throws when there is nobody to run a task
     */
    public Executor by(Executor threads, long begunNanos) {
        return task -> execute(threads, task, begunNanos);
    }

    private void execute(Executor threads, Runnable task, long begunNanos) {
        var runner = new Runner();
        synchronized (this) {
            if (waiting.size() == mostWaiting) {
                throw new RejectedExecutionException("as many as may wait do already: " + mostWaiting);
            }
            waiting.add(task, begunNanos);
            if (runners > 0 && runners + starting >= mostAtOnce) {
                return;
            }
            starting++;
        }
        try {
            threads.execute(runner);
            started(runner);
        } catch (RuntimeException | Error noThread) {
            if (!leaveToOthers(runner, task)) {
                throw noThread;
            }
        }
    }

    private synchronized void started(Runner runner) {
        if (!runner.hasThread) {
            runner.hasThread = true;
            starting--;
            runners++;
        }
    }

    /** There is no thread for it. Returns false when none is at work either: then it is out of the line. */
    private synchronized boolean leaveToOthers(Runner runner, Runnable task) {
        if (!runner.hasThread) {
            starting--;
        }
        return runners > 0 || !waiting.remove(task);
    }

    /** Null when there is none, or others are enough: then the runner ends. */
    private synchronized @Nullable Runnable next() {
        Runnable task = runners > mostAtOnce ? null : waiting.poll();
        if (task == null) {
            runners--;
        }
        return task;
    }

    private final class Runner implements Runnable {
        private boolean hasThread;

        @Override
        public void run() {
            started(this);
            for (Runnable task = next(); task != null; task = next()) {
                run(task);
            }
        }

        /** One that ended here would be counted for ever. */
        private static void run(Runnable task) {
            try {
                task.run();
            } catch (Throwable failure) {
                report(failure);
            }
        }

        private static void report(Throwable failure) {
            try {
                log.error("an errand threw", failure);
            } catch (Throwable alsoLogging) {
                // Out of memory: the others matter more than the line.
            }
        }
    }
}
