package dev.selkie.handlers.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Standard error, which nobody can flood by what he does wrong: of warnings and errors of one kind, which are those of one
 * line of the source, only so many are written in a minute. The next one that is says how many were left out. What the
 * program is there to tell, such as who said what, is written whatever it is, and so is what was asked for by
 * {@code --log-level debug}.
 */
final class LogAppender extends ConsoleAppender<ILoggingEvent> {
    private static final int LINES_A_MINUTE = 20;

    private static final long MINUTE_MILLIS = 60_000;

    /** More than there are lines of the source that log. */
    private static final int MOST_KINDS = 1000;

    private final Map<String, Kind> kinds = new HashMap<>();
    private Consumer<ILoggingEvent> whenWritten = event -> {};

    private static final class Kind {
        private long endMillis;
        private int written;
        private long leftOut;
    }

    /** To be told each event that was given to it, whether it was written or left out. */
    void whenWritten(Consumer<ILoggingEvent> listener) {
        whenWritten = listener;
    }

    @Override
    protected void append(ILoggingEvent event) {
        try {
            if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                appendUnlessTooMany(event);
            } else {
                super.append(event);
            }
        } finally {
            whenWritten.accept(event);
        }
    }

    private synchronized void appendUnlessTooMany(ILoggingEvent event) {
        if (kinds.size() > MOST_KINDS) { // somebody logs texts instead of formats
            kinds.clear();
        }
        Kind kind = kinds.computeIfAbsent(event.getLoggerName() + event.getMessage(), any -> new Kind());
        if (event.getTimeStamp() >= kind.endMillis) {
            kind.endMillis = event.getTimeStamp() + MINUTE_MILLIS;
            kind.written = 0;
            if (kind.leftOut > 0) {
                super.append(note(event, kind.leftOut));
                kind.leftOut = 0;
            }
        }
        if (kind.written < LINES_A_MINUTE) {
            kind.written++;
            super.append(event);
        } else {
            kind.leftOut++;
        }
    }

    private LoggingEvent note(ILoggingEvent event, long leftOut) {
        var logger = ((LoggerContext) getContext()).getLogger(event.getLoggerName());
        String text = leftOut + " more lines like the next one were left out: too many in a minute";
        return new LoggingEvent(LogAppender.class.getName(), logger, event.getLevel(), text, null, null);
    }
}
