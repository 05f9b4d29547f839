package dev.selkie.bench.load;

import java.util.Arrays;

/** When the requests on their way were, or should have been, sent: a queue of longs that allocates nothing. */
final class Moments {
    private long[] ring = new long[16];
    private int first;
    private int size;

    int size() {
        return size;
    }

    void add(long moment) {
        if (size == ring.length) {
            long[] larger = Arrays.copyOf(ring, 2 * size);
            System.arraycopy(ring, 0, larger, size, first); // what had wrapped around follows again
            ring = larger;
        }
        ring[first + size & ring.length - 1] = moment;
        size++;
    }

    long remove() {
        long moment = ring[first];
        first = first + 1 & ring.length - 1;
        size--;
        return moment;
    }
}
