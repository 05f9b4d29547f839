package dev.selkie.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What is going to happen, and the clock that it moves. */
final class Events {
    private record Event(long nanos, long number, Runnable action) {}

    private final PriorityQueue<Event> queue =
            new PriorityQueue<>(Comparator.comparingLong(Event::nanos).thenComparingLong(Event::number));
    private long nowNanos;
    private long count;

    void after(long delayNanos, Runnable action) {
        queue.add(new Event(nowNanos + Math.max(0, delayNanos), count++, action));
    }

    long nowNanos() {
        return nowNanos;
    }

    /** Moves the clock to the next event and lets it happen, unless that is later than the limit. */
    boolean happenBefore(long limitNanos) {
        Event next = queue.peek();
        if (next == null || next.nanos > limitNanos) {
            return false;
        }
        queue.remove();
        nowNanos = Math.max(nowNanos, next.nanos);
        next.action.run();
        return true;
    }

    void moveTo(long nanos) {
        nowNanos = Math.max(nowNanos, nanos);
    }
}
