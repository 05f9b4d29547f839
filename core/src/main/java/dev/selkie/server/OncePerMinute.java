package dev.selkie.server;

import dev.selkie.loop.EventLoop;
import java.time.Duration;

/** When to log what peers can cause: the first time, and then once a minute at most, however often it happens. */
final class OncePerMinute {
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final EventLoop loop;
    private long nextNanos;
    private long sinceDue;
    private long missed;

    OncePerMinute(EventLoop loop) {
        this.loop = loop;
        this.nextNanos = loop.nanoTime();
    }

    /** Whether to log now: a yes is followed by a minute of no. */
    boolean isDue() {
        long now = loop.nanoTime();
        boolean due = now - nextNanos >= 0;
        if (due) {
            nextNanos = now + MINUTE_NANOS;
            missed = sinceDue;
            sinceDue = 0;
        } else {
            sinceDue++;
        }
        return due;
    }

    /** How often it was not due before the last yes. */
    long missed() {
        return missed;
    }
}
