package dev.selkie.loop;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Tasks from any thread, and the wake-ups they need: one at most for all that come while the loop is on its way. */
final class TaskQueue {
    private final LoopSelector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    /** Since the queue itself would walk through all of them to count them. */
    private final AtomicInteger size = new AtomicInteger();

    private final AtomicBoolean wakeupPending = new AtomicBoolean();

    TaskQueue(LoopSelector selector) {
        this.selector = selector;
    }

    void add(Runnable task) {
        tasks.add(task);
        size.incrementAndGet();
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

    /** On the loop's thread no more than there are: each is counted when it is there already. */
    int size() {
        return size.get();
    }

    @Nullable
    Runnable poll() {
        Runnable task = tasks.poll();
        if (task != null) {
            size.decrementAndGet();
        }
        return task;
    }
}
