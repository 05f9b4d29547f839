package dev.selkie.transfer;

import dev.selkie.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Some bytes, as a file would be sent: it holds no memory, counts how often it is closed, and fails when it is told to. */
class CountedSend implements Send {
    int closed;
    private final ByteBuffer bytes;
    private int failAtByte = Integer.MAX_VALUE;
    private @Nullable IOException failure;

    CountedSend(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /** Sends so many bytes, and throws in the call after. */
    CountedSend failingAt(int count, IOException failure) {
        this.failAtByte = count;
        this.failure = failure;
        return this;
    }

    @Override
    public long sendTo(Transport transport, long maxBytes) throws IOException {
        if (maxBytes < 1 || closed > 0 || !bytes.hasRemaining()) {
            throw new AssertionError("asked for " + maxBytes + " bytes, closed " + closed + " times");
        }
        if (failure != null && bytes.position() >= failAtByte) {
            throw failure;
        }
        int end = bytes.limit();
        bytes.limit((int) Math.min(Math.min(end, failAtByte), bytes.position() + Math.min(maxBytes, end)));
        try {
            return transport.write(bytes);
        } finally {
            bytes.limit(end);
        }
    }

    @Override
    public long remainingBytes() {
        return bytes.remaining();
    }

    @Override
    public long retainedBytes() {
        return 0;
    }

    @Override
    public void close() {
        closed++;
    }
}
