package dev.selkie.connection;

import dev.selkie.loop.EventLoop;
import java.time.Duration;

/**
 * How much one connection reads in a turn: little at first, more where somebody has more to say and nobody waits for long,
 * up to as much as there is room for; and less when many send what takes long to handle, so that somebody with a short
 * message does not wait until all of theirs is handled.
 */
final class ReadSize {
    /** With 64 KiB, echoing 64 KiB messages cost 2.5 times as much. */
    static final int MOST_BYTES = 256 * 1024;

    /** Before anybody has sent more: the first of a crowd is not handled for long, even by code that has never run before. */
    private static final int FIRST_BYTES = 4 * 1024;

    /** Sixteen lines of three letters, which may each go out to hundreds. A longer message doubles it in each turn. */
    private static final int LEAST_BYTES = 64;

    private static final long LONG_NANOS = Duration.ofMillis(30).toNanos();
    private static final long SHORT_NANOS = Duration.ofMillis(10).toNanos();

    private final EventLoop loop;
    private long turn;
    private int bytes = FIRST_BYTES;
    private boolean filled;

    ReadSize(EventLoop loop) {
        this.loop = loop;
    }

    /** For the next one who reads in this turn. */
    int bytes() {
        if (turn != loop.turnNumber()) {
            turn = loop.turnNumber();
            adaptTo(loop.lagNanos());
        }
        return bytes;
    }

    /** Somebody had as much to say as could be read, and perhaps more. */
    void filled() {
        filled = true;
    }

    /** Down fast, since somebody waits; up fast while there is time enough, and slowly when it may soon be too long. */
    private void adaptTo(long lagNanos) {
        if (lagNanos > LONG_NANOS) {
            bytes = Math.max(LEAST_BYTES, bytes / 8);
        } else if (filled && lagNanos < SHORT_NANOS) {
            bytes = Math.min(MOST_BYTES, bytes * 2);
        } else if (filled && lagNanos < LONG_NANOS / 2) {
            bytes = Math.min(MOST_BYTES, bytes + bytes / 8);
        }
        filled = false;
    }
}
