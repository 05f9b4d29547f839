package dev.selkie.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in and out of one non-blocking channel. All methods are called on the loop's thread; none blocks; each may do
 * less than it was asked for.
 */
public interface Transport {
    /**
     * Reads what is there, as far as it fits.
     *
     * @param target filled from its position
     * @return the number of bytes, 0 when there are none now, -1 when the peer has ended its side
     * @throws IOException when the connection is broken
     */
    int read(ByteBuffer target) throws IOException;

    /**
     * Writes what the channel takes now.
     *
     * @param source its position is moved by what was taken; the rest stays the caller's
     * @return the number of bytes; less than remained means that the channel is full
     * @throws IOException when the connection is broken
     */
    int write(ByteBuffer source) throws IOException;

    /**
     * Writes a piece of a file, without carrying it through the process where the platform can.
     *
     * @param file open for reading; its own position is left alone
     * @param position where the piece begins, in bytes
     * @param count its length in bytes
     * @return the number of bytes; 0 means that the channel is full, or that the file ends at or before {@code position}
     * @throws IOException when the connection is broken or the file cannot be read
     */
    long transferFrom(FileChannel file, long position, long count) throws IOException;

    /**
     * Why {@link #transferFrom} carries the bytes of a file through the process.
     *
     * @param file open for reading
     * @return in words, for the log; null where the kernel sends them by itself
     */
    @Nullable
    String whyCopied(FileChannel file);

    /**
     * Ends our side: the peer reads everything written before, then the end of the stream.
     *
     * @throws IOException when the connection is broken
     */
    void shutdownOutput() throws IOException;

    /**
     * The events to wait for, given what the connection wants to do. A transport that must write before it can read, as
     * in a handshake, answers otherwise than it was asked.
     *
     * @param wanted ops of {@link java.nio.channels.SelectionKey}
     * @return {@code wanted}, unless overridden
     */
    default int interestOps(int wanted) {
        return wanted;
    }

    /**
     * The channel the loop watches.
     *
     * @return always the same one
     */
    SelectableChannel channel();

    /**
     * Makes {@link #close} end the connection by a reset: what the kernel still holds for the peer is dropped.
     *
     * @throws IOException when the connection is broken
     */
    void resetOnClose() throws IOException;

    /**
     * Closes the channel; idempotent.
     *
     * @throws IOException when that fails; the channel is closed all the same
     */
    void close() throws IOException;
}
