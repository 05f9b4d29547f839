package dev.selkie.transfer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A few pieces of work at once, the others in line: of a thousand uploads that wait for one disk, not each needs a thread.
 * From any thread.
 */
final class Disk {
    /** Syncs of several files at once cost a disk little more than one. */
    private static final int MOST_AT_ONCE = 16;

    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int atWork;

    /** The threads of an executor, of which no more than a few are busy with this disk. */
    Executor by(Executor threads) {
        return task -> execute(threads, task);
    }

    private void execute(Executor threads, Runnable task) {
        synchronized (this) {
            waiting.addLast(task);
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
        return waiting.removeLastOccurrence(task);
    }

    /** Tasks must not throw. */
    private void work() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable task = waiting.pollFirst();
        if (task == null) {
            atWork--;
        }
        return task;
    }
}
