package dev.selkie.transfer;

import dev.selkie.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes copied to the heap because the socket was full. Its free end takes more of them while it waits. */
final class BufferSend implements Send {
    private final ByteBuffer bytes;
    private int sentBytes;

    BufferSend(int capacityBytes) {
        bytes = ByteBuffer.allocate(capacityBytes);
    }

    /** Copies as much of the source as fits. Returns how much that was, in bytes. */
    int take(ByteBuffer source) {
        int count = Math.min(source.remaining(), bytes.remaining());
        bytes.put(bytes.position(), source, source.position(), count);
        bytes.position(bytes.position() + count);
        source.position(source.position() + count);
        return count;
    }

    int capacityBytes() {
        return bytes.capacity();
    }

    @Override
    public long sendTo(Transport transport, long maxBytes) throws IOException {
        int filledBytes = bytes.position();
        int before = sentBytes;
        try {
            bytes.limit(before + (int) Math.min(filledBytes - before, maxBytes)).position(before);
            transport.write(bytes);
            sentBytes = bytes.position();
        } finally {
            bytes.limit(bytes.capacity()).position(filledBytes);
        }
        return (long) sentBytes - before;
    }

    @Override
    public long remainingBytes() {
        return (long) bytes.position() - sentBytes;
    }

    @Override
    public long retainedBytes() {
        return bytes.capacity();
    }

    @Override
    public void close() {
        // A heap buffer needs no giving back.
    }
}
