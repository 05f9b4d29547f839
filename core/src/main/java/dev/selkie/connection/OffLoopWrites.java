package dev.selkie.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes other threads have written that the loop has not taken yet: charged when they are written, and refused from
 * the moment the connection takes no more, so that none is accepted and forgotten.
 */
final class OffLoopWrites {
    private final Budget budget;
    private final long limitBytes;
    /** Twice the bytes, plus one once more are refused: both change together or not at all. */
    private final AtomicLong state = new AtomicLong();

    OffLoopWrites(Budget budget, long limitBytes) {
        this.budget = budget;
        this.limitBytes = limitBytes;
    }

    enum Answer {
        ACCEPTED,
        REFUSED,
        TOO_LONG
    }

    Answer offer(int bytes) {
        while (true) {
            long now = state.get();
            if ((now & 1) != 0) {
                return Answer.REFUSED;
            }
            if (now / 2 + bytes > limitBytes) {
                refuse();
                return Answer.TOO_LONG;
            }
            if (state.compareAndSet(now, now + 2L * bytes)) {
                budget.charge(bytes);
                return Answer.ACCEPTED;
            }
        }
    }

    /** The loop has taken over some that were accepted. */
    void taken(int bytes) {
        state.addAndGet(-2L * bytes);
        budget.charge(-bytes);
    }

    /** Whether the loop has still to take over some that were accepted. */
    boolean isPending() {
        return state.get() > 1;
    }

    void refuse() {
        state.updateAndGet(now -> now | 1);
    }

    /** Refuses more. Returns the bytes accepted and not taken, which are given up. */
    long close() {
        long bytes = state.getAndSet(1) / 2;
        budget.charge(-bytes);
        return bytes;
    }
}
