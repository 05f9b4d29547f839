package dev.selkie.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that is held for peers: input a handler left, output a socket did not take, bytes written by other threads.
 * Every connection of a server charges what it holds and releases it, down to zero when all have ended. Safe for use by
 * any thread.
 */
public final class Budget {
    private final AtomicLong usedBytes = new AtomicLong();

    Budget() {}

    /** Charges memory, or gives it back where the number is negative. */
    void charge(long bytes) {
        usedBytes.addAndGet(bytes);
    }

    /**
     * What is held now.
     *
     * @return in bytes
     */
    public long usedBytes() {
        return usedBytes.get();
    }
}
