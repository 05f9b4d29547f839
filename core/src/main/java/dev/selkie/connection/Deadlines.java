package dev.selkie.connection;

import dev.selkie.loop.EventLoop;
import dev.selkie.loop.Timer;
import java.time.Duration;

/**
 * The time-outs of one connection, on one timer. Progress costs the store of a time; the timer is moved only when
 * something becomes due before it, and looks what is due when its time has come.
 */
final class Deadlines implements Runnable {
    /**
     * A peer that has got our end of the stream and does not end its own is let go when it has been silent for so long:
     * with nothing unread, closing sends no reset, and the kernel goes on to deliver what it still holds.
     */
    private static final Duration LINGER_SILENCE = Duration.ofSeconds(2);

    /** One that goes on sending is reset after so long, whether it has read what the kernel holds for it or not. */
    private static final Duration LONGEST_LINGER = Duration.ofSeconds(30);

    static final long NEVER = Long.MAX_VALUE;

    private final StreamConnection connection;
    private final StateMachine states;
    private final EventLoop loop;
    private final ConnectionOptions options;
    private final Timer timer;
    private final MessageClock message;

    /** The last time anything was read, or written. */
    private long activeNanos;
    /** The last time the socket took something of what waits, or since when it waits. */
    private long sentNanos;

    private long lingeringNanos;

    Deadlines(StreamConnection connection, StateMachine states) {
        this.connection = connection;
        this.states = states;
        this.loop = connection.loop();
        this.options = connection.options();
        this.timer = loop.timer(this);
        this.message = new MessageClock(options.requestTimeout());
        this.activeNanos = loop.turnNanoTime();
    }

    // ---- what happens, noted

    void received() {
        activeNanos = loop.turnNanoTime();
    }

    void sent() {
        activeNanos = loop.turnNanoTime();
        sentNanos = activeNanos;
    }

    /** Output begins to wait. */
    void outputWaits() {
        sentNanos = loop.turnNanoTime();
    }

    /** When the socket last took something of what waits, or since when it waits. */
    long sentNanos() {
        return sentNanos;
    }

    void lingering() {
        lingeringNanos = loop.turnNanoTime();
        activeNanos = lingeringNanos;
    }

    void messageBegan() {
        if (message.begin()) {
            update();
        }
    }

    void messageEnded() {
        message.end();
    }

    boolean isWithinMessage() {
        return message.hasBegun();
    }

    // ---- what follows

    /** Arms the timer if something is due before it. Needed when the interest ops or the state have changed. */
    void update() {
        long now = loop.turnNanoTime();
        message.update(connection.isReading(), now);
        long leftNanos = nanosLeft(now);
        if (leftNanos != NEVER) {
            long dueNanos = now + leftNanos;
            if (!timer.isArmed() || dueNanos - timer.deadlineNanos() < 0) {
                timer.armAt(dueNanos);
            }
        }
    }

    void cancel() {
        timer.cancel();
    }

    /** The timer's time has come: something is due, or was when it was armed. */
    @Override
    public void run() {
        if (nanosLeft(loop.turnNanoTime()) <= 0) {
            states.expire(cause());
        } else {
            update();
        }
    }

    private long nanosLeft(long now) {
        return switch (states.state()) {
            case ACCEPTED, OPEN -> Math.min(Math.min(idleLeft(now), writeLeft(now)), message.left(now));
            case DRAINING -> writeLeft(now);
            case LINGERING ->
                Math.min(left(activeNanos, LINGER_SILENCE, now), left(lingeringNanos, LONGEST_LINGER, now));
            case CLOSED -> NEVER;
        };
    }

    private CloseReason cause() {
        long now = loop.turnNanoTime();
        if (writeLeft(now) <= 0) {
            return CloseReason.STALLED;
        }
        return message.left(now) <= 0 ? CloseReason.REQUEST_TIMEOUT : CloseReason.IDLE;
    }

    private long idleLeft(long now) {
        return connection.hasOutput() ? NEVER : left(activeNanos, options.idleTimeout(), now);
    }

    private long writeLeft(long now) {
        return connection.hasOutput() ? left(sentNanos, options.writeTimeout(), now) : NEVER;
    }

    private static long left(long sinceNanos, Duration timeout, long now) {
        return timeout.isZero() ? NEVER : timeout.toNanos() - (now - sinceNanos);
    }
}
