package dev.selkie.loop;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What the logger of one class was told, from the constructor to {@code close}. */
public final class CapturedLog implements AutoCloseable {
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final Collector collector = new Collector();
    private final Logger logger;
    private volatile boolean broken;

    public CapturedLog(Class<?> owner) {
        logger = (Logger) LoggerFactory.getLogger(owner);
        collector.setContext(logger.getLoggerContext());
        collector.start();
        logger.setLevel(Level.TRACE);
        logger.addAppender(collector);
    }

    /** From now on each line ends with an {@link Error}. */
    public void breakDown() {
        broken = true;
    }

    /** The errors, each as its text, and after it the class of what was thrown. */
    public List<String> errors() {
        return at(Level.ERROR);
    }

    public List<String> warnings() {
        return at(Level.WARN);
    }

    private List<String> at(Level level) {
        return events.stream()
                .filter(event -> event.getLevel() == level)
                .map(CapturedLog::text)
                .toList();
    }

    private static String text(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        return event.getFormattedMessage() + (thrown == null ? "" : ": " + thrown.getClassName());
    }

    @Override
    public void close() {
        logger.detachAppender(collector);
        logger.setLevel(null);
    }

    private final class Collector extends AppenderBase<ILoggingEvent> {
        @Override
        public void doAppend(ILoggingEvent event) {
            if (broken) {
                throw new InternalError("thrown by a test's log"); // here, because the rest of it is caught
            }
            super.doAppend(event);
        }

        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }
    }
}
