package dev.selkie.handlers.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import dev.selkie.handlers.Printable;
import dev.selkie.handlers.SecondText;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * An event is one line, whatever is in its message; the stack trace of an exception, whose message may be anybody's, stands
 * below it, indented. So nobody who can bring something into a message can forge an event, or move the cursor.
 */
final class LogLayout extends LayoutBase<ILoggingEvent> {
    private final SecondText time =
            new SecondText(DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault()));

    @Override
    public String doLayout(ILoggingEvent event) {
        String logger = event.getLoggerName();
        var text = new StringBuilder();
        appendTime(text, event.getTimeStamp());
        text.append(' ')
                .append(event.getLevel())
                .append(' ')
                .append(logger, logger.lastIndexOf('.') + 1, logger.length())
                .append(": ")
                .append(Printable.escapeControls(event.getFormattedMessage()))
                .append(System.lineSeparator());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            ThrowableProxyUtil.asString(thrown)
                    .lines()
                    .forEach(line -> text.append("    ")
                            .append(Printable.escapeControls(line.replace("\t", "    ")))
                            .append(System.lineSeparator()));
        }
        return text.toString();
    }

    private void appendTime(StringBuilder text, long epochMillis) {
        int millis = (int) (epochMillis % 1000);
        text.append(time.of(epochMillis))
                .append('.')
                .append(millis / 100)
                .append(millis / 10 % 10)
                .append(millis % 10);
    }
}
