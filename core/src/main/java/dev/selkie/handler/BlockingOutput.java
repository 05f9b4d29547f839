package dev.selkie.handler;

import dev.selkie.connection.Connection;
import dev.selkie.connection.ConnectionOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * What a blocking handler writes. Nothing is buffered here: bytes go to the connection at once, and after every so many the
 * writer waits until the connection wants more.
 */
final class BlockingOutput extends OutputStream {
    /** What a writer may write before it asks: so much waits beyond the connection's high mark at most. */
    private static final int WINDOW_BYTES = 64 * 1024;

    /** What each write costs beside its bytes until the loop has taken it over. */
    private static final int BYTES_PER_WRITE = 128;

    private final Connection connection;
    private final Gate gate;
    private final int windowBytes;

    // Guarded by the gate.
    private int writtenBytes;
    private boolean closed;

    BlockingOutput(Connection connection, Gate gate) {
        this.connection = connection;
        this.gate = gate;
        ConnectionOptions options = connection.options();
        long allowedBytes = (options.maxOutputBytes() - options.highMarkBytes()) / 2; // chunks are not always full
        this.windowBytes = (int) Math.max(1, Math.min(WINDOW_BYTES, allowedBytes));
    }

    // ---- the loop's thread

    /** The connection wants more. */
    void go() {
        gate.lock();
        try {
            writtenBytes = 0;
            gate.change();
        } finally {
            gate.unlock();
        }
    }

    /** Asked behind all that was written. Where the answer is no, {@code writable} will be called. */
    private void goIfWritable() {
        if (connection.isWritable()) {
            go();
        }
    }

    // ---- the handler's threads

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        int end = offset + length;
        for (int at = offset; at < end; ) {
            int count = takeRoom(end - at);
            if (!connection.write(ByteBuffer.wrap(source, at, count))) {
                throw gate.awaitEnd();
            }
            at += count;
        }
    }

    /** Waits until there is room for some of so many bytes, at least one, and takes it. */
    private int takeRoom(int wantedBytes) throws IOException {
        gate.lock();
        try {
            checkOpen();
            if (writtenBytes >= windowBytes) {
                connection.execute(this::goIfWritable);
            }
            while (writtenBytes >= windowBytes) {
                gate.await(Gate.FOR_EVER);
                checkOpen();
            }
            int count = Math.min(wantedBytes, windowBytes - writtenBytes);
            writtenBytes += count + BYTES_PER_WRITE;
            return count;
        } finally {
            gate.unlock();
        }
    }

    @Override
    public void close() {
        gate.lock();
        try {
            closed = true;
            gate.change();
        } finally {
            gate.unlock();
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the handler has closed its output");
        }
        gate.check();
    }
}
