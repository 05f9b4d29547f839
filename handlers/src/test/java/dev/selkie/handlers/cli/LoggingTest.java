package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoggingTest {
    private static final String PROPERTY = "selkie.log.level";

    private final LoggerContext context = new LoggerContext();
    private String before;

    @BeforeEach
    void remember() {
        before = System.clearProperty(PROPERTY);
    }

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, before);
        }
    }

    @Test
    void shouldLeaveAProgramThatOnlyUsesTheHandlersItsOwnConfiguration() {
        assertThat(new Logging().configure(context)).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
        assertThat(context.getLogger("ROOT").iteratorForAppenders().hasNext()).isFalse();
    }

    @Test
    void shouldWriteAnEventAsOneLineAndAnExceptionWithItsTrace() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        Logging.useAt(org.slf4j.event.Level.WARN);
        var written = new ByteArrayOutputStream();
        PrintStream standardError = System.err;
        System.setErr(new PrintStream(written, true));
        try {
            new Logging().configure(context);
            context.getLogger("a.b.Server").info("not this");
            context.getLogger("a.b.Server").warn("careful");
            context.getLogger("org.eclipse.jetty.util.HostPort").warn("Bad Authority: [what a stranger sent]");
            context.getLogger("a.b.Server").error("broken", new IllegalStateException("why"));
            Logging.close();
        } finally {
            System.setErr(standardError);
        }

        assertThat(context.getLogger("ROOT").getLevel()).isEqualTo(Level.WARN);
        assertThat(written.toString()
                        .lines()
                        .map(line -> line.replaceFirst("^[0-9:.]+ ", ""))
                        .toList())
                .startsWith("WARN Server: careful", "ERROR Server: broken", "    java.lang.IllegalStateException: why")
                .anyMatch(line -> line.startsWith("        at "));
    }
}
