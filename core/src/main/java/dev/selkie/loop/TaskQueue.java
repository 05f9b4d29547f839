package dev.selkie.loop;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Tasks from any thread, and the wake-ups they need: one at most for all that come while the loop is on its way. */
final class TaskQueue {
    private final LoopSelector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean wakeupPending = new AtomicBoolean();

    TaskQueue(LoopSelector selector) {
        this.selector = selector;
    }

    void add(Runnable task) {
        tasks.add(task);
    }

    void wakeUp() {
        if (wakeupPending.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    /**
     * To be called after the select and before the tasks are run: one added later wakes the next select. Returns whether
     * there was a wake-up.
     */
    boolean awake() {
        return wakeupPending.getAndSet(false);
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    @Nullable
    Runnable poll() {
        return tasks.poll();
    }
}
