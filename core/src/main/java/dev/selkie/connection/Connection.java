package dev.selkie.connection;

import dev.selkie.loop.EventLoop;
import dev.selkie.transfer.Send;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One peer, as its handler sees it. From any thread: {@link #write}, {@link #sendFile}, {@link #endOutput}, {@link #close()},
 * {@link #close(CloseReason)}, {@link #fail}, {@link #execute}, {@link #options}, {@link #remoteAddress}, {@link #loop}. All
 * else is for the loop's thread, and throws {@link IllegalStateException} on another while the loop runs.
 */
public interface Connection {
    // ---- output

    /**
     * Sends bytes, in the order of the calls. Nothing needs to be flushed: what the socket does not take now is copied,
     * and sent when it does. Callable from any thread; on another than the loop's the bytes are copied at once.
     *
     * @param source the caller's again when this returns; consumed, unless the connection took no more from the start
     * @return false when the connection takes no more: it was closed, or is broken, or this was more than may wait
     *     ({@link ConnectionOptions#maxOutputBytes}). Then nothing of it will be sent, or only a beginning, and the
     *     handler's {@code closed} tells why
     */
    boolean write(ByteBuffer source);

    /**
     * Sends something that may take many calls, in order with what is written.
     *
     * @param send closed when it is done or the connection ends
     * @return false when the connection takes no more; {@code send} is closed then
     */
    boolean send(Send send);

    /**
     * Sends a piece of a file, in order with what is written, without carrying it through the process where the platform
     * can ({@code FileChannel.transferTo}). It is opened, off the loop, when all before it has gone, and must be there until
     * then; what happens to its name later changes nothing. Callable from any thread.
     *
     * @param file a regular file, or a link to one
     * @param offset where the piece begins, in bytes
     * @param count its length in bytes, of which no more is sent when the file grows. When the file has less, the connection
     *     ends with {@link CloseReason#FILE_TRUNCATED}; when it cannot be read, or is no regular file, with
     *     {@link CloseReason#FILE_FAILED}
     * @return completed on the loop's thread with {@code count} when the socket has taken all of it; else with an
     *     {@link java.io.IOException} that says why not. Not to be waited for on the loop's thread
     * @throws IllegalArgumentException when offset or count is negative, or their sum beyond all files
     */
    CompletionStage<Long> sendFile(Path file, long offset, long count);

    /**
     * As {@link #sendFile(Path, long, long)}, of a file that is open: for a handler that must know that it is there, and how
     * long it is, before it announces it. Callable from any thread.
     *
     * @param file open for reading. The connection's from now on: it is closed when it has been sent, when it cannot be, and
     *     when this throws. Its own position is neither used nor changed
     * @param offset as there
     * @param count as there
     * @return as there
     * @throws IllegalArgumentException as there
     */
    CompletionStage<Long> sendFile(FileChannel file, long offset, long count);

    /**
     * Whether more output is welcome. A handler that answers many requests at once stops consuming when it is not: what
     * it leaves is presented again.
     *
     * @return false above the high mark until output has fallen below the low one, and when the connection is ending;
     *     {@link #endOutput} does not change it, so that handlers go on consuming
     */
    boolean isWritable();

    // ---- input

    /** Stops reading; neither {@code handle} nor {@code endOfInput} is called until {@link #resume}. Idempotent. */
    void pause();

    /** Reads again. What was left is presented as soon as the present callback has returned. Idempotent. */
    void resume();

    /**
     * Whether reading was stopped by {@link #pause}. A handler that finds many messages in its buffer stops consuming when
     * one of them has paused the connection: what it leaves is presented again.
     *
     * @return true until {@link #resume}
     */
    boolean isPaused();

    /**
     * Whether the peer has ended its side.
     *
     * @return true from the last {@code handle} on, when that is called with what was left
     */
    boolean inputEnded();

    /**
     * For a decoder that consumes as it parses: a message has begun, and must be whole within
     * {@link ConnectionOptions#requestTimeout}. A decoder that leaves incomplete messages in the buffer need not call this.
     */
    void messageBegins();

    /** The message that began is whole. */
    void messageEnds();

    /**
     * Tells how much memory the handler holds for its peer, beside the bytes it leaves in the buffer and those it writes,
     * which count anyway: the fields of half a message, requests that wait. It counts towards the server's {@link Budget}, so
     * that many peers who have each sent a part cannot take all memory there is: where it is full, the connection ends with
     * {@link CloseReason#OVERLOADED}, and what is held is to be let go in {@code finish}.
     *
     * @param bytes from now on, until it is told anew or the connection ends; a rough figure is enough. 0 at first
     */
    void holds(long bytes);

    // ---- the end

    /**
     * Lets the server end this connection, with {@link CloseReason#EVICTED}, to make room for new clients that find none: for
     * a protocol whose clients know that a connection may end between two messages, and make another, as in HTTP. Of those
     * that are idle, the one that has been so for longest is ended. Idle it is when, for a second, nothing has come or gone,
     * no message has begun, nothing waits to be sent or handled, and it is not paused: a handler that works out an answer
     * elsewhere pauses it, or does not say before it has it that the message ends. Idempotent.
     */
    void allowEviction();

    /**
     * Ends the connection: the handler's {@code finish} is called, what was written is sent, then the peer gets the end
     * of the stream. Return from {@code handle} after it: no more input is handled, the rest of the present buffer
     * included, and nothing more is written. Callable from any thread; idempotent.
     */
    void close();

    /**
     * As {@link #close()}, and says why: for decoders, whose peer has not kept to the rules. Callable from any thread.
     *
     * @param reason told to {@code closed} and counted, unless there was another before: the first cause wins. What was
     *     written is sent, unless the reason {@linkplain CloseReason#isAbrupt is abrupt}
     */
    void close(CloseReason reason);

    /**
     * Ends the connection as if its handler had thrown: for what fails on another thread. Callable from any thread.
     *
     * @param failure anything; the server's {@code handleError} gets it, even when the connection has ended before
     */
    void fail(Throwable failure);

    /**
     * Ends our side only: the peer reads what was written, then the end of the stream, and is still read. Nothing more is
     * written. The connection closes when both sides have ended. Callable from any thread; idempotent.
     */
    void endOutput();

    /**
     * Ends the connection at once: what waits is dropped, and the peer gets a reset, also when the connection was ending
     * for another reason. {@code finish} is called, if it was not before, and cannot write; or calls this itself.
     */
    void abort();

    /**
     * Whether nothing has ended it yet.
     *
     * @return false as soon as it was closed, has failed or is to end for another reason
     */
    boolean isOpen();

    /**
     * Why it ends, for {@code finish}, which is not told.
     *
     * @return the first cause; null as long as {@link #isOpen}
     */
    @Nullable
    CloseReason closeReason();

    // ---- the rest

    /**
     * Sets an option of its socket, as those of {@link java.net.StandardSocketOptions}.
     *
     * @param <T> the kind of value
     * @param option such as {@code SO_KEEPALIVE}
     * @param value for this socket only
     * @throws UnsupportedOperationException when sockets of this kind have no such option
     * @throws IOException when the system refuses, or the connection is broken
     */
    <T> void setOption(SocketOption<T> option, T value) throws IOException;

    /**
     * An option of its socket.
     *
     * @param <T> the kind of value
     * @param option as for {@link #setOption}
     * @return what the system says: for buffer sizes on Linux, twice what was set
     * @throws UnsupportedOperationException when sockets of this kind have no such option
     * @throws IOException when the connection is broken
     */
    <T> T option(SocketOption<T> option) throws IOException;

    /**
     * The limits of this connection. Callable from any thread.
     *
     * @return the same always
     */
    ConnectionOptions options();

    /**
     * Runs a task on the loop's thread, in order with the writes of the calling thread. Callable from any thread.
     *
     * @param task not run when the connection has ended before; what it throws ends the connection, as if the handler
     *     had thrown it
     */
    void execute(Runnable task);

    /**
     * The peer's address.
     *
     * @return known even after the connection has ended
     */
    SocketAddress remoteAddress();

    /**
     * The loop it is on.
     *
     * @return for timers and tasks
     */
    EventLoop loop();
}
