package dev.selkie.handlers.cli;

import java.util.concurrent.Semaphore;

/**
 * The memory of lines that wait for whoever reads them: their number alone bounds nothing, since a line of a stranger's text
 * may be some hundred kilobytes long. Safe for use by any thread.
 */
final class LineMemory {
    /** A line that waits, beside its text: an event or a task, and its place in the queue. */
    private static final int BYTES_PER_LINE = 256;

    private final Semaphore bytes;

    /** A sixteenth of the largest heap, and no more than all lines that may wait need where they are of the usual length. */
    LineMemory() {
        this((int) Math.min(32 << 20, Runtime.getRuntime().maxMemory() / 16));
    }

    LineMemory(int mostBytes) {
        bytes = new Semaphore(mostBytes);
    }

    /** How much a line takes, at most. */
    static int bytesOf(String text) {
        return BYTES_PER_LINE + 2 * text.length();
    }

    /** Returns false when there is not so much left; then nothing is taken. */
    boolean take(int wanted) {
        return bytes.tryAcquire(wanted);
    }

    void giveBack(int taken) {
        bytes.release(taken);
    }
}
