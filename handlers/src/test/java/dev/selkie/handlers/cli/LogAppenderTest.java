package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a peer can make the command line log. */
class LogAppenderTest {
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("a.b.Server");
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final LogAppender appender = new LogAppender();
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");

    @BeforeEach
    void start() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        var layout = new LogLayout();
        layout.setContext(context);
        layout.start();
        var encoder = new LayoutWrappingEncoder<ch.qos.logback.classic.spi.ILoggingEvent>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        appender.setOutputStream(written);
    }

    private void log(Level level, String format, @Nullable Throwable thrown, Object... arguments) {
        var event = new LoggingEvent("", logger, level, format, thrown, arguments);
        event.setInstant(now);
        appender.doAppend(event);
    }

    private void log(int times, Level level, String format) {
        for (int i = 0; i < times; i++) {
            log(level, format, null, i);
        }
    }

    /** Without their time. */
    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("^[0-9:.]{12} ", ""))
                .toList();
    }

    @Test
    @DisplayName("L18: of one kind so many lines a minute, and how many were left out")
    void shouldLeaveOutWhatIsTooMuchOfOneKindAndCountIt() {
        log(20, Level.WARN, "refused {}");
        assertThat(lines()).hasSize(20).endsWith("WARN Server: refused 19");
        log(1000, Level.WARN, "refused {}");
        log(1, Level.WARN, "another {}");
        assertThat(lines()).hasSize(21).endsWith("WARN Server: another 0");
        now = now.plusSeconds(60);
        log(1, Level.WARN, "refused {}");
        log(1, Level.WARN, "another {}");
        assertThat(lines().subList(21, 24))
                .containsExactly(
                        "WARN Server: 1000 more lines like the next one were left out: too many in a minute",
                        "WARN Server: refused 0",
                        "WARN Server: another 0");
    }

    @Test
    void shouldWriteAllThatIsToBeToldOrWasAskedFor() {
        log(1001, Level.INFO, "said {}");
        log(1001, Level.DEBUG, "closed {}");
        assertThat(lines()).hasSize(2002);
    }

    @Test
    @DisplayName("C14, O10: what is in a message forges no line, and moves no cursor")
    void shouldWriteAMessageAsOneLine() {
        log(Level.WARN, "said {}", null, "a\n12:00:00.000 ERROR Server: b\r\u001b[2J\u0085\u202e\\n");
        assertThat(lines())
                .containsExactly("WARN Server: said a\\n12:00:00.000 ERROR Server: b\\r\\u001b[2J\\u0085\\u202e\\n");
    }

    @Test
    @DisplayName("O10: nor does what is in the message of an exception")
    void shouldIndentAnExceptionWhateverItSays() {
        log(Level.ERROR, "broken", new IllegalStateException("a\n12:00:00.000 ERROR Server: b\u001b[2J"));
        assertThat(lines())
                .startsWith(
                        "ERROR Server: broken",
                        "    java.lang.IllegalStateException: a",
                        "    12:00:00.000 ERROR Server: b\\u001b[2J");
        assertThat(lines().subList(3, lines().size())).allMatch(line -> line.startsWith("        "));
    }
}
