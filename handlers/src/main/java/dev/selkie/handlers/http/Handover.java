package dev.selkie.handlers.http;

import java.time.Duration;

/**
 * Answers that are worked out and not yet taken: threads may make them faster than a loop with much to do can send them. So
 * much memory is for them, and who has made another waits until some of it is free. Thread-safe.
 */
final class Handover {
    /** A loop that takes nothing for so long is not waited for: what is one answer more to that? */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final long mostBytes;
    private long bytes;

    Handover(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** On a thread that may block. An answer that is larger than all there is goes alone. */
    synchronized void put(long answerBytes) {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        try {
            long leftMillis = LONGEST_WAIT.toMillis();
            while (bytes > 0 && bytes + answerBytes > mostBytes && leftMillis > 0) {
                wait(leftMillis);
                leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException now) {
            Thread.currentThread().interrupt();
        }
        bytes += answerBytes;
    }

    /** Does not block. */
    synchronized void taken(long answerBytes) {
        bytes -= answerBytes;
        notifyAll();
    }
}
