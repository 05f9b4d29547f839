package dev.selkie.loop;

import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls what is not the loop's own, so that nothing it throws ends the loop, and runs after each call what was deferred. */
final class Calls {
    private static final Logger log = LoggerFactory.getLogger(EventLoop.class);

    private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();
    private final SlowCalls slow;
    private boolean interruptReported;

    Calls(LongSupplier nanoClock) {
        this.slow = new SlowCalls(nanoClock);
    }

    /** A wait is over at that time. */
    void beginTurn(long nanos) {
        slow.beginTurn(nanos);
    }

    /** The next wait begins. */
    void endTurn() {
        slow.endTurn();
    }

    /** When the last one returned, or the wait was over. */
    long lastNanos() {
        return slow.begunNanos();
    }

    void workFor(Class<?> who) {
        slow.workFor(who);
    }

    void defer(Runnable task) {
        deferred.add(task);
    }

    void call(Runnable task) {
        clearInterrupt();
        run(task, "a task, timer or listener threw");
        runDeferred();
        slow.returned(task);
    }

    /** Calls a handler that was shown to be ready, unless another callback has seen to it. */
    void ready(SelectionKey key) {
        Object handler = key.attachment();
        clearInterrupt();
        try {
            if (key.isValid() && (key.readyOps() & key.interestOps()) != 0) {
                ((ReadyHandler) handler).ready(key);
            }
        } catch (Throwable failure) {
            report("a ready handler threw; its channel is closed", failure);
            close(key);
        }
        runDeferred();
        slow.returned(handler == null ? key : handler); // it may have been given up, and be nobody's yet
    }

    /** 0 of one that does not say. */
    long begunNanos(SelectionKey key) {
        try {
            return ((ReadyHandler) key.attachment()).begunNanos();
        } catch (Throwable failure) {
            report("a handler did not say when it began", failure);
            return 0;
        }
    }

    void runDeferred() {
        for (Runnable task = deferred.poll(); task != null; task = deferred.poll()) {
            run(task, "a deferred task threw");
        }
    }

    private static void run(Runnable task, String complaint) {
        try {
            task.run();
        } catch (Throwable failure) {
            report(complaint, failure);
        }
    }

    void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (Throwable failure) {
            report("a channel did not close", failure);
        }
    }

    /** A pending interrupt would make every select return at once and close every file in transfer. */
    void clearInterrupt() {
        if (Thread.interrupted() && !interruptReported) {
            interruptReported = true;
            try {
                log.warn("the event loop's thread was interrupted; that has no effect, use stop()");
            } catch (Throwable alsoLogging) {
                // The loop matters more than the line.
            }
        }
    }

    private static void report(String what, Throwable failure) {
        try {
            log.error("event loop: {}", what, failure);
        } catch (Throwable alsoLogging) {
            // Out of memory or stack: the loop matters more than the line.
        }
    }
}
