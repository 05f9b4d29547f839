package dev.selkie.transfer;

import dev.selkie.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one connection has still to send, in order. Used on the loop's thread only. */
public final class SendQueue {
    private static final Logger log = LoggerFactory.getLogger(SendQueue.class);

    /** Chunks grow from the first to the second while more bytes come: many small rests must not cost many buffers. */
    private static final int SMALLEST_CHUNK_BYTES = 1024;

    private static final int LARGEST_CHUNK_BYTES = 64 * 1024;

    private final ArrayDeque<Send> sends = new ArrayDeque<>(2);
    private long unsentBytes;
    private long retainedBytes;

    /** An empty queue. */
    public SendQueue() {}

    /**
     * Copies bytes to the end.
     *
     * @param source consumed
     */
    public void append(ByteBuffer source) {
        int lastCapacity = 0;
        if (sends.peekLast() instanceof BufferSend last) {
            unsentBytes += last.take(source);
            lastCapacity = last.capacityBytes();
        }
        while (source.hasRemaining()) {
            int wanted = Math.max(source.remaining(), 2 * lastCapacity);
            var chunk = new BufferSend(Math.min(LARGEST_CHUNK_BYTES, Math.max(SMALLEST_CHUNK_BYTES, wanted)));
            unsentBytes += chunk.take(source);
            lastCapacity = chunk.capacityBytes();
            retainedBytes += lastCapacity;
            sends.addLast(chunk);
        }
    }

    /**
     * Puts something at the end; the queue closes it.
     *
     * @param send not started yet
     */
    public void add(Send send) {
        unsentBytes += send.remainingBytes();
        retainedBytes += send.retainedBytes();
        sends.addLast(send);
    }

    /**
     * Sends in order until the transport is full, the bound is reached or nothing is left.
     *
     * @param transport where to
     * @param maxBytes the most that may go in this call
     * @return the number of bytes that went
     * @throws SourceException when the first in the queue is at fault
     * @throws IOException when the connection is broken
     */
    public long flush(Transport transport, long maxBytes) throws IOException {
        long sentBytes = 0;
        for (Send first = sends.peekFirst(); first != null; first = sends.peekFirst()) {
            long left = maxBytes - sentBytes;
            if (first.remainingBytes() > 0 && left > 0 && first.isReady()) {
                long count = first.sendTo(transport, left);
                sentBytes += count;
                unsentBytes -= count;
            }
            if (first.remainingBytes() > 0) {
                break;
            }
            remove();
        }
        return sentBytes;
    }

    private void remove() {
        Send done = sends.removeFirst();
        retainedBytes -= done.retainedBytes();
        close(done);
    }

    private static void close(Send send) {
        try {
            send.close();
        } catch (RuntimeException | Error failure) {
            log.error(
                    "{} threw in close(), which must not throw", send.getClass().getName(), failure);
        }
    }

    /**
     * Whether all has gone.
     *
     * @return true when nothing is queued, not even something empty
     */
    public boolean isEmpty() {
        return sends.isEmpty();
    }

    /**
     * Whether what is first can be sent now, as far as it is concerned.
     *
     * @return false while it waits for something else than the transport
     */
    public boolean isReady() {
        Send first = sends.peekFirst();
        return first == null || first.isReady();
    }

    /**
     * How many things wait.
     *
     * @return a number that is small but for small files
     */
    public int size() {
        return sends.size();
    }

    /**
     * What is still to go, files included.
     *
     * @return in bytes
     */
    public long unsentBytes() {
        return unsentBytes;
    }

    /**
     * The memory held, files not included.
     *
     * @return in bytes
     */
    public long retainedBytes() {
        return retainedBytes;
    }

    /** Closes all that is queued, sent or not. {@link #unsentBytes()} keeps telling what did not go. */
    public void close() {
        for (Send send : sends) {
            close(send);
        }
        sends.clear();
        retainedBytes = 0;
    }
}
