package dev.selkie.connection;

import dev.selkie.loop.EventLoop;
import java.time.Duration;

/**
 * How much one connection reads in a turn: less when many send what takes long to handle, so that somebody with a short
 * message does not wait until all of theirs is handled; as much as there is room for as long as turns are short.
 */
final class ReadSize {
    /** With 64 KiB, echoing 64 KiB messages cost 2.5 times as much. */
    static final int MOST_BYTES = 256 * 1024;

    /** One system call for less would cost more than it saves. */
    private static final int LEAST_BYTES = 512;

    private static final long LONG_TURN_NANOS = Duration.ofMillis(30).toNanos();
    private static final long SHORT_TURN_NANOS = Duration.ofMillis(10).toNanos();

    private final EventLoop loop;
    private long turn;
    private int bytes = MOST_BYTES;

    ReadSize(EventLoop loop) {
        this.loop = loop;
    }

    /** For the next one who reads in this turn. */
    int bytes() {
        if (turn != loop.turnNumber()) {
            turn = loop.turnNumber();
            adaptTo(loop.previousTurnNanos());
        }
        return loop.busyNanos() > LONG_TURN_NANOS ? LEAST_BYTES : bytes;
    }

    /** Down fast, since somebody waits; up fast while there is time enough, and slowly when it may soon be too long. */
    private void adaptTo(long turnNanos) {
        if (turnNanos > LONG_TURN_NANOS) {
            bytes = Math.max(LEAST_BYTES, bytes / 8);
        } else if (turnNanos < SHORT_TURN_NANOS) {
            bytes = Math.min(MOST_BYTES, bytes * 2);
        } else if (turnNanos < LONG_TURN_NANOS / 2) {
            bytes = Math.min(MOST_BYTES, bytes + bytes / 8);
        }
    }
}
