package dev.selkie.transfer;

import dev.selkie.loop.WaitingLine;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A few pieces of work at once, the others in line: of a thousand uploads that wait for one disk, not each needs a thread.
 * From any thread.
 */
final class Disk {
    /** Syncs of several files at once cost a disk little more than one; but the loop needs a processor too. */
    private static final int MOST_AT_ONCE =
            Math.min(16, 4 * Runtime.getRuntime().availableProcessors());

    private final WaitingLine<Runnable> waiting = new WaitingLine<>();
    private int atWork;

    /** For an upload that began then: the threads of an executor, of which no more than a few are busy with this disk. */
    Executor by(Executor threads, long begunNanos) {
        return task -> execute(threads, task, begunNanos);
    }

    private void execute(Executor threads, Runnable task, long begunNanos) {
        synchronized (this) {
            waiting.add(task, begunNanos);
            if (atWork == MOST_AT_ONCE) {
                return;
            }
            atWork++;
        }
        try {
            threads.execute(this::work);
        } catch (RuntimeException | Error refused) {
            if (withdraw(task)) {
                throw refused;
            }
        }
    }

    /** There is no thread for it. Returns false when another one has taken it meanwhile. */
    private synchronized boolean withdraw(Runnable task) {
        atWork--;
        return waiting.remove(task);
    }

    /** Tasks must not throw. */
    private void work() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable task = waiting.poll();
        if (task == null) {
            atWork--;
        }
        return task;
    }
}
