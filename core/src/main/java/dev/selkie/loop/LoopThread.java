package dev.selkie.loop;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Whose the loop is: of the thread that runs it, or of anybody while none does. */
final class LoopThread {
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();

    void enter() {
        if (!tryEnter()) {
            throw new IllegalStateException("this event loop is run by " + thread.get()
                    + " already: stop it first, and do not run it in a callback");
        }
    }

    boolean tryEnter() {
        return thread.compareAndSet(null, Thread.currentThread());
    }

    void leave() {
        thread.set(null);
    }

    boolean isCurrent() {
        return thread.get() == Thread.currentThread();
    }

    boolean isTaken() {
        return thread.get() != null;
    }

    void check() {
        Thread owner = thread.get();
        if (owner != null && owner != Thread.currentThread()) {
            throw new IllegalStateException(
                    "called on thread " + Thread.currentThread().getName() + ", but thread " + owner.getName()
                            + " runs the event loop: use execute(task), of the connection or of the loop");
        }
    }
}
