package dev.selkie.connection;

import java.time.Duration;

/** The limits, marks and time-outs of a connection. Immutable; each {@code withX} returns a copy. */
public final class ConnectionOptions implements Cloneable {
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final ConnectionOptions DEFAULTS = new ConnectionOptions();

    private Duration idleTimeout = Duration.ofMinutes(10);
    private Duration writeTimeout = Duration.ofSeconds(60);
    private Duration requestTimeout = Duration.ofSeconds(30);
    private int maxInputBytes = 64 * 1024;
    private int highMarkBytes = 64 * 1024;
    private int lowMarkBytes = 16 * 1024;
    private long maxOutputBytes = 16 * 1024 * 1024;

    private ConnectionOptions() {}

    /**
     * The defaults, which suit an open network.
     *
     * @return idle 10 min, write 60 s, request 30 s, input 64 KiB, marks 64 and 16 KiB, output 16 MiB
     */
    public static ConnectionOptions defaults() {
        return DEFAULTS;
    }

    /**
     * A connection on which nothing is read or written for so long closes with {@link CloseReason#IDLE}.
     *
     * @return 10 minutes by default; zero: never
     */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /**
     * Sets {@link #idleTimeout()}.
     *
     * @param timeout zero switches it off
     * @return a copy
     */
    public ConnectionOptions withIdleTimeout(Duration timeout) {
        ConnectionOptions copy = copy();
        copy.idleTimeout = notNegative(timeout);
        return copy;
    }

    /**
     * A connection whose peer takes nothing of what waits for it for so long closes with {@link CloseReason#STALLED}.
     *
     * @return 60 seconds by default; zero: never
     */
    public Duration writeTimeout() {
        return writeTimeout;
    }

    /**
     * Sets {@link #writeTimeout()}.
     *
     * @param timeout zero switches it off
     * @return a copy
     */
    public ConnectionOptions withWriteTimeout(Duration timeout) {
        ConnectionOptions copy = copy();
        copy.writeTimeout = notNegative(timeout);
        return copy;
    }

    /**
     * A message that has begun must be whole within this time, else its connection closes with
     * {@link CloseReason#REQUEST_TIMEOUT}. It has begun when a handler leaves bytes and waits for more, or says so by
     * {@link Connection#messageBegins}. The time stands still while reading is paused or output is above the high mark.
     *
     * @return 30 seconds by default; zero: never
     */
    public Duration requestTimeout() {
        return requestTimeout;
    }

    /**
     * Sets {@link #requestTimeout()}.
     *
     * @param timeout zero switches it off
     * @return a copy
     */
    public ConnectionOptions withRequestTimeout(Duration timeout) {
        ConnectionOptions copy = copy();
        copy.requestTimeout = notNegative(timeout);
        return copy;
    }

    /**
     * The most a handler may leave unconsumed while it waits for more; beyond, the connection closes with
     * {@link CloseReason#INPUT_TOO_LONG}.
     *
     * @return 64 KiB by default
     */
    public int maxInputBytes() {
        return maxInputBytes;
    }

    /**
     * Sets {@link #maxInputBytes()}.
     *
     * @param bytes at least 1
     * @return a copy
     */
    public ConnectionOptions withMaxInputBytes(int bytes) {
        ConnectionOptions copy = copy();
        copy.maxInputBytes = (int) positive(bytes);
        return copy;
    }

    /**
     * While more output waits than this, the connection is not read and {@link Connection#isWritable} is false.
     *
     * @return 64 KiB by default, as in asyncio
     */
    public int highMarkBytes() {
        return highMarkBytes;
    }

    /**
     * Below this, reading goes on again.
     *
     * @return 16 KiB by default, as in asyncio
     */
    public int lowMarkBytes() {
        return lowMarkBytes;
    }

    /**
     * Sets {@link #lowMarkBytes()} and {@link #highMarkBytes()}.
     *
     * @param lowBytes at least 1
     * @param highBytes at least {@code lowBytes}
     * @return a copy
     */
    public ConnectionOptions withMarks(int lowBytes, int highBytes) {
        if (positive(lowBytes) > highBytes) {
            throw new IllegalArgumentException("low mark " + lowBytes + " is above high mark " + highBytes);
        }
        ConnectionOptions copy = copy();
        copy.lowMarkBytes = lowBytes;
        copy.highMarkBytes = highBytes;
        return copy;
    }

    /**
     * The most output that waits in memory, files not counted; beyond, the connection closes with
     * {@link CloseReason#OUTPUT_TOO_LONG}.
     *
     * @return 16 MiB by default
     */
    public long maxOutputBytes() {
        return maxOutputBytes;
    }

    /**
     * Sets {@link #maxOutputBytes()}.
     *
     * @param bytes at least 1
     * @return a copy
     */
    public ConnectionOptions withMaxOutputBytes(long bytes) {
        ConnectionOptions copy = copy();
        copy.maxOutputBytes = positive(bytes);
        return copy;
    }

    private ConnectionOptions copy() {
        try {
            return (ConnectionOptions) clone();
        } catch (CloneNotSupportedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Duration notNegative(Duration timeout) {
        if (timeout.isNegative() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a time-out is not negative and at most 100 years, but was " + timeout);
        }
        return timeout;
    }

    private static long positive(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a limit is at least 1 byte, but was " + bytes);
        }
        return bytes;
    }
}
