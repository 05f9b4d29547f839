package dev.selkie.loop;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long each callback takes. While one of them blocks, everybody waits, and nobody sees why: so the slowest is named, once
 * a minute at most. Costs one look at the clock for each callback.
 */
final class SlowCalls {
    private static final Logger log = LoggerFactory.getLogger(EventLoop.class);

    private static final long SLOW_NANOS = Duration.ofMillis(100).toNanos();

    /** What slow ones have taken together, before it is worth a line: a machine that was busy for a moment is not. */
    private static final long WORTH_A_LINE_NANOS = Duration.ofSeconds(1).toNanos();

    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanoClock;
    private boolean inTurn;
    private long begunNanos;
    private long nextLineNanos;
    private @Nullable Class<?> worker;

    /** Of those since the last line. */
    private int count;

    private long nanos;
    private long slowestNanos;
    private String slowest = "";

    SlowCalls(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.nextLineNanos = nanoClock.getAsLong();
    }

    /** A wait is over; the first callback begins. */
    void beginTurn(long now) {
        inTurn = true;
        begunNanos = now;
    }

    /** What comes until the next one begins is no callback's time. */
    void endTurn() {
        inTurn = false;
    }

    /** When the last one returned, or the wait was over. */
    long begunNanos() {
        return begunNanos;
    }

    /** The callback works for a handler of that class. */
    void workFor(Class<?> handler) {
        worker = handler;
    }

    /** A callback has returned; the next one begins. */
    void returned(Object called) {
        if (inTurn) {
            long now = nanoClock.getAsLong();
            long took = now - begunNanos;
            begunNanos = now;
            if (took > SLOW_NANOS) {
                note(worker == null ? called.getClass() : worker, took, now);
            }
        }
        worker = null;
    }

    private void note(Class<?> who, long took, long now) {
        count++;
        nanos += took;
        if (took > slowestNanos) {
            slowestNanos = took;
            slowest = who.getName();
        }
        if (nanos >= WORTH_A_LINE_NANOS && now - nextLineNanos >= 0) {
            nextLineNanos = now + MINUTE_NANOS;
            report();
            count = 0;
            nanos = 0;
            slowestNanos = 0;
        }
    }

    private void report() {
        try {
            log.warn(
                    "the event loop was blocked {} times for {} ms in all, for {} ms by {}: everybody waits meanwhile; if it was"
                            + " not that this machine has too much to do, what blocks belongs into a BlockingRequestHandler or"
                            + " another thread",
                    count,
                    Duration.ofNanos(nanos).toMillis(),
                    Duration.ofNanos(slowestNanos).toMillis(),
                    slowest);
        } catch (Throwable alsoLogging) {
            // The loop matters more than the line.
        }
    }
}
