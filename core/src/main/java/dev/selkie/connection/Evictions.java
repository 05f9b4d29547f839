package dev.selkie.connection;

import dev.selkie.loop.EventLoop;
import dev.selkie.loop.Timer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes room for new clients that find none: of the connections that may be evicted and are idle, the one that has been so
 * for longest is ended; then one more each time the place was taken and somebody still waits, or has not come free soon.
 * Whoever is ended is the first of a list, so that a flood of clients costs no search. On the loop's thread.
 */
final class Evictions {
    /** A client that has just come, or was just answered, has so long to ask. */
    private static final long LEAST_IDLE_NANOS = Duration.ofSeconds(1).toNanos();

    /**
     * Most leave within a round trip. One that does not lingers for two seconds: a new client is not to wait so long. (While
     * descriptors are short, one more is ended each time the acceptor tries, and so sooner.)
     */
    private static final long APART_NANOS = Duration.ofMillis(250).toNanos();

    private final EventLoop loop;
    private final Timer timer;
    /** Those that are idle, and since when: the longest first. */
    private final Map<StreamConnection, Long> idleSince = new LinkedHashMap<>();

    private boolean wanted;

    @SuppressWarnings("this-escape") // it is only kept
    Evictions(EventLoop loop) {
        this.loop = loop;
        this.timer = loop.timer(this::evict);
    }

    /** To be told whenever it may have changed. Who was idle before has been so since then. */
    void update(StreamConnection connection, boolean isIdle) {
        if (!isIdle) {
            idleSince.remove(connection);
        } else if (idleSince.putIfAbsent(connection, loop.turnNanoTime()) == null && !timer.isArmed()) {
            arm(loop.turnNanoTime());
        }
    }

    /** Somebody waits for a place, or nobody any more. */
    void want(boolean place) {
        wanted = place;
        timer.cancel();
        arm(loop.turnNanoTime());
    }

    /** By the timer, which runs when all that is ready has been read: who has just asked is no longer idle. */
    private void evict() {
        long now = loop.turnNanoTime();
        if (!idleSince.isEmpty() && now - longestSince() >= LEAST_IDLE_NANOS) {
            idleSince.keySet().iterator().next().states().end(CloseReason.EVICTED);
            arm(now + APART_NANOS);
        } else {
            arm(now);
        }
    }

    private void arm(long earliestNanos) {
        if (wanted && !idleSince.isEmpty()) {
            long dueNanos = longestSince() + LEAST_IDLE_NANOS;
            timer.armAt(dueNanos - earliestNanos > 0 ? dueNanos : earliestNanos);
        }
    }

    private long longestSince() {
        return idleSince.values().iterator().next();
    }
}
