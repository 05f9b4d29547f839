package dev.selkie.bench.load;

import java.nio.ByteBuffer;
import java.util.Random;

/** An endless stream of bytes that repeats itself: what is sent, and what is expected. */
final class RepeatedBytes {
    /** A prime, so that no message size divides it and connections that begin apart never send the same. */
    private static final int RANDOM_PERIOD = 65_521;

    private static final int APART = 31;

    /** As much as one write or comparison takes. */
    static final int PIECE_BYTES = 256 * 1024;

    private final int period;
    private final ByteBuffer bytes;
    private final ByteBuffer view;

    RepeatedBytes(byte[] repeated) {
        this.period = repeated.length;
        this.bytes = ByteBuffer.allocateDirect((PIECE_BYTES / period + 2) * period);
        while (bytes.hasRemaining()) {
            bytes.put(repeated);
        }
        bytes.clear();
        this.view = bytes.duplicate();
    }

    static RepeatedBytes random() {
        return new RepeatedBytes(randomPeriod());
    }

    /** What {@link #random()} repeats. */
    static byte[] randomPeriod() {
        byte[] random = new byte[RANDOM_PERIOD];
        new Random(1).nextBytes(random);
        return random;
    }

    /** Where in the stream a client begins, so that no two send the same. */
    static long beginOf(int client) {
        return (long) APART * client;
    }

    /** The bytes from a position on, at most so many; valid until the next call. */
    ByteBuffer at(long position, long most) {
        int from = (int) (position % period);
        return view.limit(from + (int) Math.min(most, PIECE_BYTES)).position(from);
    }
}
