package dev.selkie.handler;

import dev.selkie.connection.CloseReason;
import java.nio.ByteBuffer;

/**
 * A handler of frames: a length of 1, 2 or 4 bytes, the most significant first, and so many bytes, perhaps none.
 *
 * <pre>{@code
 * public final class EchoFrames extends FrameRequestHandler {
 *     public EchoFrames() {
 *         super(4, 16 * 1024);
 *     }
 *
 *     @Override
 *     protected void handleFrame(ByteBuffer frame) {
 *         writeFrame(frame);
 *     }
 * }
 * }</pre>
 *
 * <p><em>To be overridden:</em> {@link #handleFrame}, {@link #frameTooLong}. <em>To be called:</em> {@link #writeFrame}.
 *
 * <p>After a frame the next one is handled at once if it is there, unless the connection has been paused, has more output
 * waiting than is welcome, or is ending. A frame that is not whole when the stream ends is dropped.
 */
public abstract class FrameRequestHandler extends BaseRequestHandler {
    private final int lengthBytes;
    private final int maxFrameBytes;

    /** For the lengths that are written on the loop's thread. */
    private final ByteBuffer lengthToWrite;

    /**
     * For subclasses.
     *
     * @param lengthBytes of the length in front of each frame: 1, 2 or 4
     * @param maxFrameBytes of one frame that is received, its length not counted, at least 1. A frame with its length must
     *     also be kept while it is not whole: it must fit {@link dev.selkie.connection.ConnectionOptions#maxInputBytes}, 64 KiB
     *     by default, or the first message fails and says so
     */
    protected FrameRequestHandler(int lengthBytes, int maxFrameBytes) {
        if (lengthBytes != 1 && lengthBytes != 2 && lengthBytes != 4) {
            throw new IllegalArgumentException("a length has 1, 2 or 4 bytes, but was to have " + lengthBytes);
        }
        if (maxFrameBytes < 1) {
            throw new IllegalArgumentException("the longest frame has at least 1 byte, but was " + maxFrameBytes);
        }
        this.lengthBytes = lengthBytes;
        this.maxFrameBytes = maxFrameBytes;
        this.lengthToWrite = ByteBuffer.allocate(lengthBytes);
    }

    // ---- to be overridden

    /**
     * Called with each frame.
     *
     * @param frame without its length, perhaps empty, from position to limit: a view of the loop's buffer, valid during
     *     the call only. What is done to its position and limit has no effect
     * @throws Exception then {@link #finish} is called, the server's {@code handleError}, and the connection closes
     */
    protected abstract void handleFrame(ByteBuffer frame) throws Exception;

    /**
     * Called when a frame is announced that is too long, before anything of it is waited for; then the connection closes
     * with {@link CloseReason#INPUT_TOO_LONG}. May write an answer. By default nothing is said, to the peer or in the log.
     *
     * @param length as announced, in bytes; lengths of 4 bytes are unsigned
     * @throws Exception as {@link #handleFrame}
     */
    protected void frameTooLong(long length) throws Exception {}

    // ---- to be called

    /**
     * Sends a frame: the length of what remains in the buffer, and that. Callable from any thread; frames of several
     * threads are not mixed.
     *
     * @param payload the caller's again when this returns; consumed, unless the connection took no more from the start
     * @return false when the connection takes no more, as {@link dev.selkie.connection.Connection#write}
     * @throws IllegalArgumentException when the length does not fit its bytes
     */
    protected final boolean writeFrame(ByteBuffer payload) {
        int length = payload.remaining();
        if (length >= 1L << (8 * lengthBytes)) {
            throw new IllegalArgumentException(
                    "a frame of " + length + " bytes does not fit a length of " + lengthBytes + " bytes");
        }
        return connection().loop().inLoop() ? writeOnLoop(length, payload) : writeOffLoop(length, payload);
    }

    /** The connection sends both together where they are short; on its own thread nothing comes between them. */
    private boolean writeOnLoop(int length, ByteBuffer payload) {
        putLength(lengthToWrite.clear(), length);
        return connection().write(lengthToWrite.flip()) && connection().write(payload);
    }

    private boolean writeOffLoop(int length, ByteBuffer payload) {
        ByteBuffer frame = ByteBuffer.allocate(lengthBytes + length);
        putLength(frame, length);
        boolean taken = connection().write(frame.put(payload.duplicate()).flip());
        if (taken) {
            payload.position(payload.limit());
        }
        return taken;
    }

    private void putLength(ByteBuffer target, int length) {
        for (int shift = 8 * (lengthBytes - 1); shift >= 0; shift -= 8) {
            target.put((byte) (length >> shift));
        }
    }

    // ---- finding them

    @Override
    protected final void handle(ByteBuffer received) throws Exception {
        checkLimits();
        while (received.remaining() >= lengthBytes && goesOn()) {
            long length = lengthAt(received, received.position());
            if (length > maxFrameBytes) {
                frameTooLong(length);
                connection().close(CloseReason.INPUT_TOO_LONG);
                return;
            }
            int start = received.position() + lengthBytes;
            int end = start + (int) length;
            int limit = received.limit();
            if (end > limit) {
                return;
            }
            handleFrame(received.limit(end).position(start));
            received.limit(limit).position(end);
        }
    }

    /** Byte by byte, whatever order the buffer has been given. */
    private long lengthAt(ByteBuffer bytes, int position) {
        long length = 0;
        for (int i = 0; i < lengthBytes; i++) {
            length = (length << 8) | (bytes.get(position + i) & 0xff);
        }
        return length;
    }

    private void checkLimits() {
        long needed = (long) maxFrameBytes + lengthBytes;
        if (needed > connection().options().maxInputBytes()) {
            throw new IllegalStateException(
                    "frames of " + maxFrameBytes + " bytes need ConnectionOptions.withMaxInputBytes(" + needed
                            + "), which is " + connection().options().maxInputBytes());
        }
    }
}
