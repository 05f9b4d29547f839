package dev.selkie.connection;

import dev.selkie.loop.EventLoop;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The direct memory of one loop, shared by all connections on it: nothing in it outlives a callback. */
final class LoopBuffers {
    /** The most one reads while memory is short. */
    private static final int BYTES_PER_SMALL_READ = 4 * 1024;

    /** Room in front of what is read, for what the handler left before. */
    private static final int HEADROOM_BYTES = 64 * 1024;

    private final ByteBuffer input = ByteBuffer.allocateDirect(HEADROOM_BYTES + ReadSize.MOST_BYTES);
    private final Gather gather;
    private final ReadSize readSize;

    private LoopBuffers(EventLoop loop) {
        gather = new Gather(loop);
        readSize = new ReadSize(loop);
    }

    static LoopBuffers of(EventLoop loop) {
        return loop.shared(LoopBuffers.class, () -> new LoopBuffers(loop));
    }

    /** The one read buffer, empty, with headroom before its position; in network order, whatever the last handler chose. */
    ByteBuffer forReading() {
        return input.clear().order(ByteOrder.BIG_ENDIAN).position(HEADROOM_BYTES);
    }

    /**
     * As {@link #forReading}, for as much as one connection may read in this turn.
     *
     * @param leftBytes what the handler has left before; as much is read at least, or a long message would be presented, and
     *     copied, again and again
     * @param isTight whether memory is short
     */
    ByteBuffer forReading(int leftBytes, boolean isTight) {
        int most = Math.min(ReadSize.MOST_BYTES, Math.max(leftBytes, readSize.bytes()));
        return forReading().limit(HEADROOM_BYTES + (isTight ? Math.min(BYTES_PER_SMALL_READ, most) : most));
    }

    /** The one read buffer after it was read into: from position to limit stands what came. */
    ByteBuffer read() {
        if (!input.hasRemaining()) {
            readSize.filled();
        }
        return input.limit(input.position()).position(HEADROOM_BYTES);
    }

    Gather gather() {
        return gather;
    }
}
