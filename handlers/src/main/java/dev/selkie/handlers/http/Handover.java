package dev.selkie.handlers.http;

import java.time.Duration;

/**
 * Answers that are worked out and not yet taken: threads may make them faster than a loop with much to do can send them. So
 * much memory is for them; who has made more waits with the next until some of it is free. No answer that is there waits for
 * larger ones. Thread-safe.
 */
final class Handover {
    /** A loop that takes nothing for so long is not waited for: what is one answer more to that? */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final long mostBytes;
    private long bytes;

    Handover(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Does not block: it is on its way. */
    synchronized void put(long answerBytes) {
        bytes += answerBytes;
    }

    /** On a thread that may block, before it makes another. */
    synchronized void awaitRoom() {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        try {
            long leftMillis = LONGEST_WAIT.toMillis();
            while (bytes >= mostBytes && leftMillis > 0) {
                wait(leftMillis);
                leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException now) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does not block. */
    synchronized void taken(long answerBytes) {
        bytes -= answerBytes;
        notifyAll();
    }
}
