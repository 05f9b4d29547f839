package dev.selkie.handlers.cli;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of lines that wait for whoever reads them: their number alone bounds nothing, since a line of a stranger's text
 * may be some hundred kilobytes long. Safe for use by any thread.
 */
final class LineMemory {
    /** A line that waits, beside its text: an event or a task, and its place in the queue. */
    private static final int BYTES_PER_LINE = 256;

    private final long mostBytes;
    private final AtomicLong bytes = new AtomicLong();

    /** A sixteenth of the largest heap, and no more than all lines that may wait need where they are of the usual length. */
    LineMemory() {
        this(Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 16));
    }

    LineMemory(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** How much a line takes, at most. */
    static long bytesOf(String text) {
        return BYTES_PER_LINE + 2L * text.length();
    }

    /** Returns false when there is not so much left; then nothing is taken. */
    boolean take(long wanted) {
        boolean taken = bytes.addAndGet(wanted) <= mostBytes;
        if (!taken) {
            giveBack(wanted);
        }
        return taken;
    }

    void giveBack(long taken) {
        bytes.addAndGet(-taken);
    }
}
