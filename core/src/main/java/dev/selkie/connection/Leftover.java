package dev.selkie.connection;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes a handler has left unconsumed. Joining it with new bytes costs no more than a constant times the new bytes,
 * however long it is: a line that comes byte by byte is not copied again with each.
 */
final class Leftover {
    private static final int SMALLEST_BYTES = 512;

    /** On the heap, from position to limit; null when nothing is left, so that an idle connection owns no buffer. */
    private @Nullable ByteBuffer rest;

    int size() {
        return rest == null ? 0 : rest.remaining();
    }

    int retainedBytes() {
        return rest == null ? 0 : rest.capacity();
    }

    /** What is left, to be presented as it is; null when that is nothing. */
    @Nullable
    ByteBuffer bytes() {
        return rest;
    }

    /**
     * Puts what is left in front of new bytes.
     *
     * @param fresh the new bytes, from position to limit; there is room before its position
     * @return the buffer to present: {@code fresh} itself where the rest is short, else the rest with the new bytes
     */
    ByteBuffer join(ByteBuffer fresh) {
        if (rest == null) {
            return fresh;
        }
        int size = rest.remaining();
        if (size <= fresh.position() && size <= Math.max(fresh.remaining(), SMALLEST_BYTES)) {
            int start = fresh.position() - size;
            fresh.put(start, rest, rest.position(), size).position(start);
            return fresh;
        }
        rest = withRoom(rest, fresh.remaining());
        int start = rest.position();
        int end = rest.limit();
        rest.limit(end + fresh.remaining()).position(end).put(fresh).position(start);
        return rest;
    }

    /** Keeps what a handler has left of what was presented to it. */
    @SuppressWarnings("ReferenceEquality") // the same buffer, not an equal one
    void keep(ByteBuffer presented) {
        if (!presented.hasRemaining()) {
            rest = null;
        } else if (presented != rest) {
            rest = rest != null && rest.capacity() >= presented.remaining()
                    ? rest.clear()
                    : ByteBuffer.allocate(Math.max(SMALLEST_BYTES, presented.remaining()));
            rest.put(presented).flip();
        }
    }

    void clear() {
        rest = null;
    }

    private static ByteBuffer withRoom(ByteBuffer bytes, int moreBytes) {
        if (bytes.capacity() - bytes.limit() >= moreBytes) {
            return bytes;
        }
        int needed = bytes.remaining() + moreBytes;
        // Moving is worth it when half of the buffer becomes free by it; else it grows, twofold.
        return needed <= bytes.capacity() / 2
                ? bytes.compact().flip()
                : ByteBuffer.allocate(Math.max(needed, 2 * bytes.capacity()))
                        .put(bytes)
                        .flip();
    }
}
