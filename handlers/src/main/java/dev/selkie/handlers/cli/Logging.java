package dev.selkie.handlers.cli;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The logging of the command line: one line an event, on standard error; nobody can flood it, nor forge a line. Logback finds
 * it as a service. It is code because to load what reads a {@code logback.xml} costs 170 ms of processor time, a third of a
 * start.
 *
 * <p>It stands back where Java was started with {@code -Dlogback.configurationFile=FILE}, and, in a program that only uses
 * the handlers, where there is a {@code logback.xml}.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_NORMAL_PRIORITY)
public final class Logging extends ContextAwareBase implements Configurator {
    private static final String LEVEL_PROPERTY = "selkie.log.level";
    private static final String HANDLERS_LEVEL_PROPERTY = "selkie.log.level.handlers";
    private static final String HANDLERS = "dev.selkie.handlers";

    /** It warns of what strangers send, once for each request and in their own bytes: they could fill a disk, or a terminal. */
    private static final String HTTP_PARSER = "org.eclipse.jetty";

    private static volatile @Nullable AsyncAppender started;

    /** For Logback. */
    public Logging() {}

    /** To be called before the first logger is made; that is when Logback looks for its configuration. */
    static void useAt(org.slf4j.event.Level level) {
        use(level, level);
    }

    /** As {@link #useAt}: warnings of all, and of the bundled handlers also what they do, such as who said what. */
    static void useDefaults() {
        use(org.slf4j.event.Level.WARN, org.slf4j.event.Level.INFO);
    }

    private static void use(org.slf4j.event.Level level, org.slf4j.event.Level ofHandlers) {
        System.setProperty(LEVEL_PROPERTY, level.name());
        System.setProperty(HANDLERS_LEVEL_PROPERTY, ofHandlers.name());
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        String level = System.getProperty(LEVEL_PROPERTY);
        if (System.getProperty("logback.configurationFile") != null || (level == null && hasOtherConfiguration())) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        var layout = new LogLayout();
        layout.setContext(context);
        layout.start();
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8); // as all programs here speak it, whatever the locale
        encoder.setLayout(layout);
        encoder.start();
        var appender = new LogAppender();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        var queue = new LogQueue();
        queue.setContext(context);
        queue.addAppender(appender);
        appender.whenWritten(queue::written);
        queue.start();
        started = queue;
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(level, Level.WARN));
        context.getLogger(HANDLERS)
                .setLevel(Level.toLevel(System.getProperty(HANDLERS_LEVEL_PROPERTY), root.getLevel()));
        context.getLogger(HTTP_PARSER).setLevel(Level.ERROR);
        root.addAppender(queue);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Waits for what was logged to be written, a second at most; what is logged later is lost. For the end of a program. */
    static void close() {
        AsyncAppender queue = started;
        if (queue != null) {
            queue.stop();
        }
    }

    private static boolean hasOtherConfiguration() {
        ClassLoader loader = Logging.class.getClassLoader();
        return loader.getResource("logback.xml") != null || loader.getResource("logback-test.xml") != null;
    }
}
