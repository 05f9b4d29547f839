package dev.selkie.handler;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.Connection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A handler in Python's style: {@link #handle()} is called once for each connection, on a thread of its own, reads and
 * writes streams, and may block. A slow one holds up neither another nor the loop.
 *
 * <pre>{@code
 * public final class EchoLines extends BlockingRequestHandler {
 *     @Override
 *     protected void handle() throws IOException {
 *         PrintWriter out = new PrintWriter(new OutputStreamWriter(output(), StandardCharsets.UTF_8), true);
 *         for (String line = readLine(8192); line != null; line = readLine(8192)) {
 *             out.println(line);
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p><em>To be overridden:</em> {@link #handle()}. What Python does in {@code setup} stands at its beginning, what in
 * {@code finish} in a {@code finally}. Also {@link #closed}, which tells what did not reach the peer; it is called on the
 * loop's thread, while {@code handle} may still run. <em>To be called:</em> {@link #input}, {@link #output},
 * {@link #readTimeout}, on any thread but the loop's.
 *
 * <p>The loop feeds the streams, so that limits, time-outs and reasons to close are those of every connection: one on which
 * nothing is read or written for {@link dev.selkie.connection.ConnectionOptions#idleTimeout} ends, also while its handler
 * works. When it ends before {@code handle} has returned, because of the peer, a time-out or the server's end, what reads
 * or writes throws an {@link IOException} that names the {@link CloseReason}. To let that out is no failure.
 *
 * <p>Threads are virtual where the JDK has them, from 21 on, and else those of an unlimited pool, all daemons. When the
 * server closes, {@code handle} sees the end of the input, and has the server's grace to write what it owes and to return;
 * then its connection is broken off. No thread is interrupted. The threads live in real time: a handler that is to be tested
 * in a simulated network must be of another kind.
 */
public abstract class BlockingRequestHandler extends BaseRequestHandler {
    private @Nullable Gate gate;
    private @Nullable BlockingInput input;
    private @Nullable BlockingOutput output;

    /** For subclasses. */
    protected BlockingRequestHandler() {}

    // ---- to be overridden

    /**
     * Serves the connection. When it returns, the connection closes once what was written is sent, with
     * {@link CloseReason#PEER_CLOSED} if the end of the input was met, else {@link CloseReason#CLOSED_BY_HANDLER}.
     *
     * @throws Exception then the connection closes with {@link CloseReason#HANDLER_FAILED}, what was written is sent, and
     *     the server's {@code handleError} is called
     */
    protected abstract void handle() throws Exception;

    // ---- to be called

    /**
     * What the peer sends. Reads wait until something is there; -1 is the end of the peer's stream, after which it still
     * reads what is written. Up to 8 KiB are buffered; what is not read halts the peer's sending. A thread that is
     * interrupted while it waits gets an {@link java.io.InterruptedIOException}.
     *
     * @return the same stream always. To close it makes further reads fail, and leaves the connection as it is
     * @throws IllegalStateException in a constructor, where there is no connection yet
     */
    protected final InputStream input() {
        return present(input);
    }

    /**
     * Reads a line of {@link #input}, as UTF-8. That of a {@link java.io.BufferedReader} has no limit: a peer that sends no
     * end of a line fills the heap.
     *
     * @param maxBytes of the line without its end
     * @return without LF, or CR and LF; null at the end of the stream
     * @throws IOException when the line is longer, which also closes the connection with {@link CloseReason#INPUT_TOO_LONG};
     *     else as a read
     */
    protected final @Nullable String readLine(int maxBytes) throws IOException {
        var line = new ByteArrayOutputStream();
        int next = input().read();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n'; next = input().read()) {
            line.write(next);
            if (line.size() > maxBytes + 1) { // the CR is not counted
                throw tooLong();
            }
        }
        String text = line.toString(StandardCharsets.UTF_8);
        boolean endsWithReturn = text.endsWith("\r");
        if (!endsWithReturn && line.size() > maxBytes) {
            throw tooLong();
        }
        return endsWithReturn ? text.substring(0, text.length() - 1) : text;
    }

    private IOException tooLong() {
        connection().close(CloseReason.INPUT_TOO_LONG);
        return new ConnectionEndedException(connection(), CloseReason.INPUT_TOO_LONG);
    }

    /**
     * What the peer gets. Nothing needs to be flushed and nothing is buffered: wrap it for many small writes. Writes return
     * when their bytes are on their way, and wait while more waits for the peer than
     * {@link dev.selkie.connection.ConnectionOptions#highMarkBytes}: a peer that does not read holds up its handler only,
     * until the connection ends with {@link CloseReason#STALLED}.
     *
     * @return the same stream always. To close it makes further writes fail; the peer gets the end of the stream when
     *     {@link #handle()} has returned
     * @throws IllegalStateException in a constructor, where there is no connection yet
     */
    protected final OutputStream output() {
        return present(output);
    }

    /**
     * Limits how long each read of {@link #input} waits from now on; then it throws
     * {@link java.net.SocketTimeoutException}, and can be tried again. By default only the connection's own time-outs end
     * a read.
     *
     * @param timeout zero: no limit
     * @throws IllegalArgumentException when it is negative
     * @throws IllegalStateException in a constructor, where there is no connection yet
     */
    protected final void readTimeout(Duration timeout) {
        present(input).timeout(timeout);
    }

    // ---- what the connection calls

    @Override
    protected final void setup() {
        Connection connection = connection();
        gate = new Gate(connection);
        input = new BlockingInput(connection, gate);
        output = new BlockingOutput(connection, gate);
        HandlerThreads.EXECUTOR.execute(this::run);
    }

    private void run() {
        try {
            handle();
            connection().close();
        } catch (Throwable failure) {
            if (!ConnectionEndedException.isCauseOf(failure, connection())) {
                connection().fail(failure);
            }
        }
    }

    @Override
    protected final void handle(ByteBuffer received) {
        present(input).offer(received);
    }

    @Override
    protected final void endOfInput() {
        present(input).end();
    }

    /** Nothing more is to be read; what is being worked out can still be written. */
    @Override
    protected final void serverClosing() {
        present(input).end();
    }

    @Override
    protected final void writable() {
        present(output).go();
    }

    @Override
    protected final void finish() {
        present(gate).end(Objects.requireNonNull(connection().closeReason())); // it ends, so there is one
    }

    private static <T> T present(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("a handler has no streams before handle()");
        }
        return part;
    }
}
