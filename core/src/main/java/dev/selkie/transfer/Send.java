package dev.selkie.transfer;

import dev.selkie.transport.Transport;
import java.io.IOException;

/** Something to be sent, which may take many calls. All are made on the loop's thread. */
public interface Send {
    /**
     * Sends what the transport takes now.
     *
     * @param transport where to
     * @param maxBytes the most that may go in this call, at least 1
     * @return the number of bytes that went; 0 while something {@linkplain #remainingBytes() remains} means that the
     *     transport is full, or that this is not {@linkplain #isReady ready}; returned while neither is so, it is asked
     *     again at once until the write time-out
     * @throws SourceException when what is to be sent is at fault; {@link SourceTruncatedException} when it is too short
     * @throws IOException when the connection is broken
     */
    long sendTo(Transport transport, long maxBytes) throws IOException;

    /**
     * Whether it can go on now, as far as it is concerned. While it cannot, it is not asked to send, and the transport is
     * not watched; it sees to it that the queue is flushed when that changes. The write time-out goes on.
     *
     * @return true unless overridden
     */
    default boolean isReady() {
        return true;
    }

    /**
     * How much is still to go.
     *
     * @return in bytes; 0 when it is done
     */
    long remainingBytes();

    /**
     * The memory it holds, which is charged to the connection and to the server's budget.
     *
     * @return in bytes, the same at every call until it is closed; 0 for what lies in a file
     */
    long retainedBytes();

    /** Gives back what it owns. Called once: when it is done, or when the connection ends before. Must not throw. */
    void close();
}
