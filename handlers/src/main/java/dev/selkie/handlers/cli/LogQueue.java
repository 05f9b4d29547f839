package dev.selkie.handlers.cli;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;

/**
 * Events that wait for whoever reads the log. A log that nobody reads must not stop the loop, nor take its memory: so many
 * lines wait, and so long ones, and more are lost; the next one that is not says how many.
 */
final class LogQueue extends AsyncAppender {
    private static final int MOST_WAITING = 8192;

    private final LineMemory memory;
    private long lost;

    LogQueue() {
        this(new LineMemory());
    }

    LogQueue(LineMemory memory) {
        this.memory = memory;
        setQueueSize(MOST_WAITING);
        setDiscardingThreshold(0); // else the last fifth is kept for warnings
        setNeverBlock(true);
    }

    /** One at a time, so that the room that is seen is there. */
    @Override
    protected synchronized void append(ILoggingEvent event) {
        if (lost > 0 && accept(note())) {
            lost = 0;
        }
        if (!accept(event)) {
            lost++;
        }
    }

    private boolean accept(ILoggingEvent event) {
        boolean room = getRemainingCapacity() > 0 && memory.take(bytesOf(event));
        if (room) {
            super.append(event);
        }
        return room;
    }

    private LoggingEvent note() {
        var logger = ((LoggerContext) getContext()).getLogger("selkie");
        String format = "{} lines of this log were lost: nobody has read it for a while";
        return new LoggingEvent(LogQueue.class.getName(), logger, Level.WARN, format, null, new Object[] {lost});
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
