package dev.selkie.transfer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Uploads that wait for something, each for itself. A third of the turns are for those that began first, so that a flood of new
 * ones does not delay those that were there before; a third for those that began last, so that nobody who comes after a flood
 * waits until all of it is served; and a third for those that have waited longest, so that none waits for ever.
 */
final class WaitingLine<T> {
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

    boolean isEmpty() {
        return byWait.isEmpty();
    }

    /**
     * Joins it.
     *
     * @param who is not in it already
     * @param begunNanos when its upload began
     */
    void add(T who, long begunNanos) {
        var place = new Place<>(who, begunNanos, places++);
        byWait.put(who, place);
        byAge.add(place);
    }

    /** Leaves it. Returns false for one that is not in it. */
    boolean remove(T who) {
        Place<T> place = byWait.remove(who);
        return place != null && byAge.remove(place);
    }

    /** Whose turn it is, who is no longer in it then; null when nobody waits. */
    @Nullable
    T poll() {
        if (isEmpty()) {
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
