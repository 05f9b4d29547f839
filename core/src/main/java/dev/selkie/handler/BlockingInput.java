package dev.selkie.handler;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.selkie.connection.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;

/**
 * What a blocking handler reads. It has no pipe: a reader asks, the loop gives it of what has come, and what nobody asked
 * for stays with the connection, which is paused: there it is charged, and there the peer's sending comes to a halt.
 */
final class BlockingInput extends InputStream {
    /** A reader that asks for less is given this much, so that not every byte needs the loop. */
    private static final int BUFFER_BYTES = 8 * 1024;

    /** A reader that asks for more is given this much. */
    private static final int MOST_BYTES = 64 * 1024;

    private static final byte[] NONE = {};

    private final Connection connection;
    private final Gate gate;

    // Guarded by the gate.
    private byte[] buffer = NONE;
    private int position;
    private int askedBytes;
    private boolean paused;
    private boolean ended;
    private boolean closed;
    private long timeoutNanos = Gate.FOR_EVER;

    BlockingInput(Connection connection, Gate gate) {
        this.connection = connection;
        this.gate = gate;
    }

    // ---- the loop's thread

    /** Gives the reader what it has asked for. */
    void offer(ByteBuffer received) {
        gate.lock();
        try {
            if (askedBytes > 0) {
                buffer = new byte[Math.min(received.remaining(), Math.max(askedBytes, BUFFER_BYTES))];
                position = 0;
                received.get(buffer);
                askedBytes = 0;
                gate.change();
            }
            if (received.hasRemaining()) {
                connection.pause();
                paused = true;
            }
        } finally {
            gate.unlock();
        }
    }

    /** The peer has ended its side. */
    void end() {
        gate.lock();
        try {
            ended = true;
            askedBytes = 0; // what may still come is not asked for any more
            gate.change();
        } finally {
            gate.unlock();
        }
    }

    // ---- the handler's threads

    @Override
    public int read() throws IOException {
        gate.lock();
        try {
            return fill(1) ? buffer[position++] & 0xff : -1;
        } finally {
            gate.unlock();
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        gate.lock();
        try {
            if (length == 0) {
                return 0;
            }
            if (!fill(length)) {
                return -1;
            }
            int count = Math.min(length, buffered());
            System.arraycopy(buffer, position, target, offset, count);
            position += count;
            return count;
        } finally {
            gate.unlock();
        }
    }

    /** Waits until something is buffered; false at the end of the stream. */
    private boolean fill(int wantedBytes) throws IOException {
        checkOpen();
        long leftNanos = timeoutNanos;
        while (buffered() == 0 && !ended) {
            gate.check();
            if (leftNanos <= 0) {
                throw new SocketTimeoutException("nothing came from the peer for " + Duration.ofNanos(timeoutNanos));
            }
            ask(wantedBytes);
            leftNanos = gate.await(leftNanos);
            checkOpen();
        }
        return buffered() > 0;
    }

    /** Also when it has been asked already: another reader may have taken what came. */
    private void ask(int wantedBytes) {
        buffer = NONE; // so that a reader that waits for a silent peer holds none
        position = 0;
        askedBytes = Math.min(wantedBytes, MOST_BYTES);
        if (paused) {
            paused = false;
            connection.execute(connection::resume);
        }
    }

    private int buffered() {
        return buffer.length - position;
    }

    @Override
    public int available() throws IOException {
        gate.lock();
        try {
            checkOpen();
            return buffered();
        } finally {
            gate.unlock();
        }
    }

    @Override
    public void close() {
        gate.lock();
        try {
            closed = true;
            buffer = NONE;
            position = 0;
            gate.change();
        } finally {
            gate.unlock();
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the handler has closed its input");
        }
    }

    void timeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("a time-out is not negative, but was " + timeout);
        }
        long nanos = timeout.isZero() ? Gate.FOR_EVER : NANOSECONDS.convert(timeout); // which never overflows
        gate.lock();
        try {
            timeoutNanos = nanos;
        } finally {
            gate.unlock();
        }
    }
}
