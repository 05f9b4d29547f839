package dev.selkie.connection;

import dev.selkie.loop.EventLoop;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The small writes of one callback, copied together and sent by one system call when the callback returns, when the
 * buffer is full or when another connection writes.
 */
final class Gather implements Runnable {
    /** Larger writes go out by themselves: copying them would cost more than a system call saves. */
    static final int LARGEST_WRITE_BYTES = 8 * 1024;

    private static final int CAPACITY_BYTES = 64 * 1024;

    private final EventLoop loop;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(CAPACITY_BYTES);
    private @Nullable Output writer;
    private boolean deferred;

    Gather(EventLoop loop) {
        this.loop = loop;
    }

    void add(Output output, ByteBuffer source) {
        if (writer != output || source.remaining() > bytes.remaining()) {
            flush();
        }
        writer = output;
        bytes.put(source);
        if (!deferred) {
            loop.defer(this);
            deferred = true;
        }
    }

    void flush() {
        Output output = writer;
        if (output != null) {
            writer = null;
            try {
                output.writeThrough(bytes.flip());
            } finally {
                bytes.clear(); // whatever happened: the next bytes are another's
            }
        }
    }

    /** For a write that must go out behind what the same output has gathered. */
    void flush(Output output) {
        if (writer == output) {
            flush();
        }
    }

    @Override
    public void run() {
        deferred = false;
        flush();
    }
}
