package dev.selkie.connection;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a connection calls, always on the loop's thread and never one inside another. Users subclass the handler classes
 * of the floor above.
 */
public abstract class RequestLifecycle {
    private @Nullable Connection connection;

    /** For the handler classes. */
    protected RequestLifecycle() {}

    /**
     * The connection this handler serves: one, for the whole of its life.
     *
     * @return the same one always, from {@link #setup} on
     * @throws IllegalStateException in a constructor, where there is none yet
     */
    protected final Connection connection() {
        Connection mine = connection;
        if (mine == null) {
            throw new IllegalStateException("a handler has no connection before setup()");
        }
        return mine;
    }

    final void serve(Connection mine) {
        if (connection != null) {
            throw new IllegalStateException(
                    "this " + getClass().getName() + " serves a connection already: make a new handler for each");
        }
        connection = mine;
    }

    /**
     * Called once, when the connection is there and before any byte is read. May write: a server may speak first. Does
     * nothing by default.
     *
     * @throws Exception then there is no {@link #finish}, the server's {@code handleError} is called, and what was
     *     written is sent before the connection closes
     */
    protected void setup() throws Exception {}

    /**
     * Called with the bytes that are there; never with none. What is left in the buffer is kept and presented again in
     * front of new bytes, after {@link Connection#resume}, when the output has drained, and once more at the end of the
     * input. It may therefore come again unchanged.
     *
     * @param received the loop's buffer, valid during the call only; leave its position behind the last byte consumed
     * @throws Exception then {@link #finish} is called, the server's {@code handleError}, and the connection closes
     */
    protected abstract void handle(ByteBuffer received) throws Exception;

    /**
     * Called once, when the peer has ended its side: nothing more will be read, but it still reads what is written.
     * By default closes the connection, once what was written is sent.
     *
     * @throws Exception as {@link #handle}
     */
    protected void endOfInput() throws Exception {
        connection().close();
    }

    /**
     * Called when {@link Connection#isWritable} has turned from false to true: the output has fallen below the low mark.
     * Does nothing by default.
     *
     * @throws Exception as {@link #handle}
     */
    protected void writable() throws Exception {}

    /**
     * Called once, when the server closes. By default closes the connection, with {@link CloseReason#SHUTDOWN}, once what was
     * written is sent. A handler that owes an answer which is still being worked out may go on, and close later: what has
     * not ended when the server's grace is over is broken off.
     *
     * @throws Exception as {@link #handle}
     */
    protected void serverClosing() throws Exception {
        connection().close(CloseReason.SHUTDOWN);
    }

    /**
     * Called once after a {@link #setup} that succeeded, when the connection is to end, for whatever reason. May still
     * write, unless the connection is broken. Does nothing by default.
     *
     * @throws Exception reported to the server's {@code handleError}
     */
    protected void finish() throws Exception {}

    /**
     * Called exactly once, as the last, when the channel is closed. Must not throw. Does nothing by default.
     *
     * @param reason the first cause; but where bytes were lost while the connection was ending, why that was
     * @param unsentBytes how many of the bytes given to {@code write} and {@code send} did not reach the kernel, those of
     *     a write that failed in its middle included; 0 means that all did
     */
    protected void closed(CloseReason reason, long unsentBytes) {}
}
