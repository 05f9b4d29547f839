package dev.selkie.handler;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.selkie.connection.CloseReason;
import java.nio.ByteBuffer;

/**
 * A handler of lines, however they are cut on their way: a line ends at LF, or with the stream, and a CR before its end is
 * dropped.
 *
 * <pre>{@code
 * public final class Shout extends LineRequestHandler {
 *     @Override
 *     protected void handleLine(String line) {
 *         connection().write(StandardCharsets.UTF_8.encode(line.toUpperCase(Locale.ROOT) + "\n"));
 *     }
 * }
 * }</pre>
 *
 * <p><em>To be overridden:</em> {@link #handleLine(String)}, or {@link #handleLine(ByteBuffer)} to work without garbage;
 * {@link #lineTooLong}.
 *
 * <p>After a line the next one is handled at once if it is there, unless the connection has been paused, has more output
 * waiting than is welcome, or is ending: then it waits, so that a client that sends a million lines and reads no answer
 * fills no memory.
 */
public abstract class LineRequestHandler extends BaseRequestHandler {
    /** The longest line, unless the constructor is told another: 8 KiB, as in most protocols of lines. */
    public static final int DEFAULT_MAX_LINE_BYTES = 8 * 1024;

    private final int maxLineBytes;

    /**
     * How much of what was left is known to hold no LF. It is searched once, so that a line that comes byte by byte costs
     * no more than one that comes whole.
     */
    private int searchedBytes;

    /** For subclasses, with lines of at most {@link #DEFAULT_MAX_LINE_BYTES}. */
    protected LineRequestHandler() {
        this(DEFAULT_MAX_LINE_BYTES);
    }

    /**
     * For subclasses.
     *
     * @param maxLineBytes of one line without its end, at least 1. A line with its end must also be kept while it is not
     *     whole: it is never longer than {@link dev.selkie.connection.ConnectionOptions#maxInputBytes}
     */
    protected LineRequestHandler(int maxLineBytes) {
        if (maxLineBytes < 1) {
            throw new IllegalArgumentException("the longest line has at least 1 byte, but was " + maxLineBytes);
        }
        this.maxLineBytes = maxLineBytes;
    }

    // ---- to be overridden

    /**
     * Called with each line. This or {@link #handleLine(ByteBuffer)} must be overridden.
     *
     * @param line without its end, perhaps empty; bytes that are not UTF-8 are U+FFFD
     * @throws Exception then {@link #finish} is called, the server's {@code handleError}, and the connection closes
     */
    protected void handleLine(String line) throws Exception {
        throw new UnsupportedOperationException(
                getClass().getName() + " overrides neither handleLine(String) nor" + " handleLine(ByteBuffer)");
    }

    /**
     * Called with the bytes of each line. By default decodes them as UTF-8 and calls {@link #handleLine(String)}.
     *
     * @param line without its end, perhaps empty, from position to limit: a view of the loop's buffer, valid during the
     *     call only. What is done to its position and limit has no effect
     * @throws Exception as {@link #handleLine(String)}
     */
    protected void handleLine(ByteBuffer line) throws Exception {
        handleLine(UTF_8.decode(line).toString());
    }

    /**
     * Called when a line is too long, as soon as that is known; then the connection closes with
     * {@link CloseReason#INPUT_TOO_LONG}. May write an answer. By default nothing is said, to the peer or in the log.
     *
     * @throws Exception as {@link #handleLine(String)}
     */
    protected void lineTooLong() throws Exception {}

    // ---- finding them

    /**
     * Finds the lines. A handler whose peers do not all speak lines overrides it, and calls it for those that do: for all of a
     * connection's bytes, or for none.
     */
    @Override
    protected void handle(ByteBuffer received) throws Exception {
        while (received.hasRemaining() && goesOn()) {
            int start = received.position();
            int lineFeed = indexOfLineFeed(received, start + searchedBytes);
            int end = lineFeed > start && received.get(lineFeed - 1) == '\r' ? lineFeed - 1 : lineFeed;
            if (end - start > longestLineBytes()) {
                lineTooLong();
                connection().close(CloseReason.INPUT_TOO_LONG);
                return;
            }
            boolean whole = lineFeed < received.limit();
            if (!whole && !connection().inputEnded()) {
                searchedBytes = lineFeed - start;
                return;
            }
            searchedBytes = 0;
            int limit = received.limit();
            handleLine(received.limit(end));
            received.limit(limit).position(whole ? lineFeed + 1 : lineFeed);
        }
    }

    /** Returns the limit where there is none. */
    private static int indexOfLineFeed(ByteBuffer bytes, int from) {
        int limit = bytes.limit();
        int at = from;
        while (at < limit && bytes.get(at) != '\n') {
            at++;
        }
        return at;
    }

    private int longestLineBytes() {
        return Math.min(maxLineBytes, connection().options().maxInputBytes() - 1); // a CR is kept with it
    }
}
