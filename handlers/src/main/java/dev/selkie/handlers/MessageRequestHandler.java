package dev.selkie.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.selkie.handler.LineRequestHandler;
import java.nio.ByteBuffer;

/**
 * A handler of messages whose ends the protocol does not tell, so that a {@link Framing} has to.
 *
 * <p><em>To be overridden:</em> {@link #handleMessage}. <em>To be called:</em> {@link #is}, {@link #text}, {@link #say}. The
 * end of the stream is never a message, and an empty one comes only as an empty line. A line that is too long closes the
 * connection with {@link dev.selkie.connection.CloseReason#INPUT_TOO_LONG}.
 */
public abstract class MessageRequestHandler extends LineRequestHandler {
    /** The longest message of {@link Framing#CHUNKS}: the size of the reads in Python's tutorials. */
    public static final int MAX_CHUNK_BYTES = 1024;

    private final TextDecoder decoder = new TextDecoder();
    private Framing framing;

    /**
     * For subclasses.
     *
     * @param framing where messages end
     */
    protected MessageRequestHandler(Framing framing) {
        this.framing = framing;
    }

    // ---- to be overridden

    /**
     * Called with each message.
     *
     * @param message from position to limit its bytes, without a line's end: a view of the loop's buffer, valid during the
     *     call only. What is done to its position and limit has no effect
     * @throws Exception then {@link #finish} is called, the server's {@code handleError}, and the connection closes
     */
    protected abstract void handleMessage(ByteBuffer message) throws Exception;

    // ---- to be called

    /**
     * Whether a message is a text, byte by byte: white space counts.
     *
     * @param message consumes nothing of it
     * @param text to be compared with, in UTF-8
     * @return true when nothing is more or less
     */
    protected static boolean is(ByteBuffer message, String text) {
        return message.equals(UTF_8.encode(text));
    }

    /**
     * A message as text, for people. To be called at most once for each. Bytes that are not UTF-8 are U+FFFD; but a character
     * that a chunk's end has cut stands, whole, at the beginning of the next one's text.
     *
     * @param message is consumed
     * @return with all its control characters: {@link Printable#escape} before it goes into a log
     */
    protected final String text(ByteBuffer message) {
        return decoder.decode(message, framing == Framing.LINES);
    }

    /**
     * Sends a text as UTF-8, and nothing behind it.
     *
     * @param text as it is to be on the wire
     */
    protected final void say(String text) {
        connection().write(UTF_8.encode(text));
    }

    // ---- finding them

    @Override
    protected final void handle(ByteBuffer received) throws Exception {
        if (framing == Framing.AUTO) {
            framing = holdsLineFeed(received) ? Framing.LINES : Framing.CHUNKS;
        }
        if (framing == Framing.LINES) {
            super.handle(received);
        } else {
            handleChunks(received);
        }
    }

    private static boolean holdsLineFeed(ByteBuffer bytes) {
        for (int at = bytes.position(); at < bytes.limit(); at++) {
            if (bytes.get(at) == '\n') {
                return true;
            }
        }
        return false;
    }

    private void handleChunks(ByteBuffer received) throws Exception {
        int limit = received.limit();
        while (received.hasRemaining() && goesOn()) {
            int end = Math.min(limit, received.position() + MAX_CHUNK_BYTES);
            handleMessage(received.limit(end));
            received.limit(limit).position(end);
        }
    }

    @Override
    protected final void handleLine(ByteBuffer line) throws Exception {
        handleMessage(line);
    }
}
