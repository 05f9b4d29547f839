package dev.selkie.handlers.cli;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;

/**
 * Events that wait for whoever reads the log. A log that nobody reads must not stop the loop, nor take its memory: so many
 * lines wait, and so long ones, and more are lost.
 */
final class LogQueue extends AsyncAppender {
    private static final int MOST_WAITING = 8192;

    private final LineMemory memory = new LineMemory();

    LogQueue() {
        setQueueSize(MOST_WAITING);
        setDiscardingThreshold(0); // else the last fifth is kept for warnings
        setNeverBlock(true);
    }

    /** One at a time, so that the room that is seen is there. */
    @Override
    protected synchronized void append(ILoggingEvent event) {
        if (getRemainingCapacity() > 0 && memory.take(bytesOf(event))) {
            super.append(event);
        }
    }

    /** An event that was in the queue is not needed any more. */
    void written(ILoggingEvent event) {
        memory.giveBack(bytesOf(event));
    }

    /** Its arguments are most of its message, and are kept as well. */
    private static int bytesOf(ILoggingEvent event) {
        return 2 * LineMemory.bytesOf(event.getFormattedMessage());
    }
}
