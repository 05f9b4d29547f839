package dev.selkie.connection;

import java.time.Duration;

/**
 * How long one message may still take to become whole. Stands still while the connection is not read: what we hold up is
 * not the peer's fault.
 */
final class MessageClock {
    private enum State {
        NONE,
        RUNNING,
        STOPPED
    }

    private final Duration timeout;
    private State state = State.NONE;
    /** Since when it runs. */
    private long startNanos;
    /** What was left when it last stopped. */
    private long leftNanos;

    MessageClock(Duration timeout) {
        this.timeout = timeout;
    }

    /** A message has begun. Returns false when it, or another, had begun before. */
    boolean begin() {
        if (state != State.NONE) {
            return false;
        }
        state = State.STOPPED;
        leftNanos = timeout.toNanos();
        return true;
    }

    boolean hasBegun() {
        return state != State.NONE;
    }

    void end() {
        state = State.NONE;
    }

    /** Runs on, or stands still, where a message has begun. */
    void update(boolean reading, long now) {
        if (state == State.STOPPED && reading) {
            state = State.RUNNING;
            startNanos = now;
        } else if (state == State.RUNNING && !reading) {
            state = State.STOPPED;
            leftNanos -= now - startNanos;
        }
    }

    /** Nanoseconds to the end of its time; {@link Deadlines#NEVER} while it does not run. */
    long left(long now) {
        return state == State.RUNNING && !timeout.isZero() ? leftNanos - (now - startNanos) : Deadlines.NEVER;
    }
}
