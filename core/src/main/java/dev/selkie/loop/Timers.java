package dev.selkie.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The armed timers, the nearest first: a binary heap in which every timer knows its place, so that cancelling one costs
 * no search and leaves nothing behind. Times are compared by difference, as {@link System#nanoTime()} demands.
 */
final class Timers {
    private @Nullable Timer[] heap = new Timer[16];
    private int size;
    private long armings;

    void arm(Timer timer, long deadlineNanos) {
        timer.deadlineNanos = deadlineNanos;
        timer.order = armings++;
        if (timer.index < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            place(timer, size++);
        }
        settle(timer);
    }

    void remove(Timer timer) {
        int hole = timer.index;
        if (hole < 0) {
            return;
        }
        timer.index = -1;
        Timer last = at(--size);
        heap[size] = null;
        if (last != timer) {
            place(last, hole);
            settle(last);
        }
    }

    /** Removes and returns the nearest timer if it is due and was armed among the first so many armings; null otherwise. */
    @Nullable
    Timer takeDue(long nowNanos, long armingsBefore) {
        if (!isDue(nowNanos) || at(0).order >= armingsBefore) {
            return null;
        }
        Timer due = at(0);
        remove(due);
        return due;
    }

    /** Whether the nearest timer is due at that time. */
    boolean isDue(long nanos) {
        return size > 0 && at(0).deadlineNanos - nanos <= 0;
    }

    /** Nanoseconds to the nearest time: 0 when it has come, {@link Long#MAX_VALUE} when no timer is armed. */
    long nanosToNext(long nowNanos) {
        return size == 0 ? Long.MAX_VALUE : Math.max(0, at(0).deadlineNanos - nowNanos);
    }

    /** How many times a timer was armed or moved. */
    long armings() {
        return armings;
    }

    int size() {
        return size;
    }

    private void settle(Timer timer) {
        int start = timer.index;
        int index = start;
        while (index > 0 && before(timer, at((index - 1) / 2))) {
            place(at((index - 1) / 2), index);
            index = (index - 1) / 2;
        }
        if (index == start) {
            for (int child = nearerChild(index); child < size && before(at(child), timer); child = nearerChild(index)) {
                place(at(child), index);
                index = child;
            }
        }
        place(timer, index);
    }

    private int nearerChild(int parent) {
        int left = 2 * parent + 1;
        return left + 1 < size && before(at(left + 1), at(left)) ? left + 1 : left;
    }

    private static boolean before(Timer a, Timer b) {
        long difference = a.deadlineNanos - b.deadlineNanos;
        return difference == 0 ? a.order < b.order : difference < 0;
    }

    private Timer at(int index) {
        Timer timer = heap[index];
        assert timer != null;
        return timer;
    }

    private void place(Timer timer, int index) {
        heap[index] = timer;
        timer.index = index;
    }
}
