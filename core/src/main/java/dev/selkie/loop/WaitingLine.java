package dev.selkie.loop;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for something that there is too little of, such as a disk, each for one turn. A third of the turns are for
 * those that began first, so that those who were there before do not wait behind a flood of new ones; a third for those that
 * began last, so that those who come after a flood do not wait until all of it is served; and a third for those that have
 * waited longest, so that none waits for ever. Not thread-safe.
 *
 * @param <T> those who wait, told apart by {@code equals}
 */
public final class WaitingLine<T> {
    private record Place<T>(T who, long begunNanos, long number) implements Comparable<Place<T>> {
        @Override
        public int compareTo(Place<T> other) {
            long later = begunNanos - other.begunNanos;
            return Long.signum(later == 0 ? number - other.number : later);
        }
    }

    private final Map<T, Place<T>> byWait = new LinkedHashMap<>();
    private final TreeSet<Place<T>> byAge = new TreeSet<>();
    private long places;
    private int turn;

    /** With nobody in it. */
    public WaitingLine() {}

    /**
     * How many wait.
     *
     * @return 0 when nobody does
     */
    public int size() {
        return byWait.size();
    }

    /**
     * Joins it, or not where memory is too short.
     *
     * @param who is not in it already
     * @param begunNanos when began what it is for, such as its connection; of one clock for all, such as
     *     {@link EventLoop#turnNanoTime}
     */
    public void add(T who, long begunNanos) {
        var place = new Place<>(who, begunNanos, places++);
        try {
            byWait.put(who, place);
            byAge.add(place);
        } catch (OutOfMemoryError full) {
            remove(who); // else it would stand in one of them, and have no turn in the other
            throw full;
        }
    }

    /**
     * Leaves it.
     *
     * @param who need not be in it
     * @return whether it was
     */
    public boolean remove(T who) {
        Place<T> place = byWait.remove(who);
        return place != null && byAge.remove(place);
    }

    /**
     * Takes out the one whose turn it is.
     *
     * @return null when nobody waits
     */
    public @Nullable T poll() {
        if (byWait.isEmpty()) {
            return null;
        }
        turn = (turn + 1) % 3;
        T next = switch (turn) {
            case 0 -> byAge.first().who;
            case 1 -> byAge.last().who;
            default -> byWait.keySet().iterator().next();
        };
        remove(next);
        return next;
    }
}
