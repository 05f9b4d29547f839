package dev.selkie.handlers.http;

import dev.selkie.transfer.Send;
import dev.selkie.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes that nobody changes, and others may be sent too: what the socket does not take is not copied for each of them. */
final class SharedSend implements Send {
    private final ByteBuffer bytes;
    private final long length;

    /** The bytes are shared, the buffer is not. */
    SharedSend(ByteBuffer bytes) {
        this.bytes = bytes;
        this.length = bytes.remaining();
    }

    @Override
    public long sendTo(Transport transport, long maxBytes) throws IOException {
        int start = bytes.position();
        int end = bytes.limit();
        try {
            bytes.limit(start + (int) Math.min(end - start, maxBytes));
            transport.write(bytes);
        } finally {
            bytes.limit(end);
        }
        return (long) bytes.position() - start;
    }

    @Override
    public long remainingBytes() {
        return bytes.remaining();
    }

    /** As if they were this connection's alone: the others may be done with them before it is. */
    @Override
    public long retainedBytes() {
        return length;
    }

    @Override
    public void close() {
        // They are the collector's.
    }
}
