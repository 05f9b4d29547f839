package dev.selkie.connection;

import dev.selkie.loop.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * What waits in the queues of all connections on a loop goes out a slice each, first come first served, and in one turn of
 * the loop only so many bytes of it, for only so long: a small echo waits for some slices of files, and not for one of each.
 */
final class FairShare implements Runnable {
    /** From the page cache the kernel sends so much in some tenths of a millisecond. */
    static final long BYTES_PER_TURN = 2 * 1024 * 1024;

    /** The bound where the sockets take little of each slice, or the sends take long. */
    private static final long NANOS_PER_TURN = Duration.ofMillis(5).toNanos();

    /**
     * Where many wait. Smaller slices cost more by the byte. Larger ones fill the sockets, where those that are ahead get
     * further ahead: equal transfers do not finish together then. One that is alone has the whole turn.
     */
    private static final long SLICE_BYTES = 256 * 1024;

    private final EventLoop loop;
    private final ArrayDeque<Output> waiting = new ArrayDeque<>();
    private long turn;
    private long left;
    private boolean goesOn;

    private FairShare(EventLoop loop) {
        this.loop = loop;
    }

    static FairShare of(EventLoop loop) {
        return loop.shared(FairShare.class, () -> new FairShare(loop));
    }

    /** How many bytes may go at once; 0 when others are first, or all of this turn is used. */
    long atOnce() {
        return waiting.isEmpty() ? Math.min(SLICE_BYTES, left()) : 0;
    }

    /** Calls {@link Output#flushInTurn} after all that wait already. */
    void await(Output output) {
        waiting.add(output);
        goOn();
    }

    void used(long bytes) {
        left -= bytes;
    }

    private long left() {
        if (turn != loop.turnNumber()) {
            turn = loop.turnNumber();
            left = BYTES_PER_TURN;
        }
        return left;
    }

    /** In the next turn, whose select then waits for nothing. */
    private void goOn() {
        if (!goesOn) {
            goesOn = true;
            loop.afterNextSelect(this);
        }
    }

    @Override
    public void run() {
        goesOn = false;
        long startNanos = loop.nanoTime();
        try {
            while (left() > 0 && !waiting.isEmpty() && loop.nanoTime() - startNanos < NANOS_PER_TURN) {
                long equalPart = left() / waiting.size();
                waiting.remove().flushInTurn(Math.min(left(), Math.max(SLICE_BYTES, equalPart)));
            }
        } finally { // else one that fails would stop all others for ever
            if (!waiting.isEmpty()) {
                goOn();
            }
        }
    }
}
