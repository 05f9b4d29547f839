package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogQueueTest {
    private static final String LOST = " lines of this log were lost: nobody has read it for a while";

    /** More than fit, even if the reader takes as many in his hands as may wait. */
    private static final int MANY = 20_000;

    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("a.b.Server");
    private final Semaphore read = new Semaphore(0);
    private final List<String> written = Collections.synchronizedList(new ArrayList<>());
    private LogQueue queue = new LogQueue();

    @AfterEach
    void stop() {
        readAll();
        queue.stop();
    }

    /** Whose reader waits until he is told to read. */
    private void start(LogQueue made) {
        context.setMDCAdapter(new LogbackMDCAdapter());
        queue = made;
        var reader = new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent event) {
                read.acquireUninterruptibly();
                written.add(event.getFormattedMessage());
                queue.written(event);
            }
        };
        reader.setContext(context);
        reader.start();
        queue.setContext(context);
        queue.addAppender(reader);
        queue.start();
    }

    private void log(String message) {
        queue.doAppend(new LoggingEvent("", logger, Level.INFO, message, null, null));
    }

    private void readAll() {
        read.release(10 * MANY);
    }

    @Test
    void shouldTellHowManyLinesWereLostWhileNobodyRead() {
        start(new LogQueue(new LineMemory(1 << 30)));
        for (int i = 0; i < MANY; i++) {
            log("line " + i);
        }
        readAll();
        await().until(() -> written.size() > 8000 && queue.getNumberOfElementsInQueue() == 0);
        log("read again");
        await().until(() -> written.contains("read again"));

        List<String> notes =
                written.stream().filter(line -> line.endsWith(LOST)).toList();
        long lost = Long.parseLong(notes.get(0).replace(LOST, ""));
        assertThat(notes).hasSize(1);
        assertThat(lost).isPositive();
        assertThat(written).hasSize((int) (MANY - lost + 2)).endsWith(notes.get(0), "read again");
    }

    @Test
    void shouldLoseALineForWhichThereIsNoMemoryAndGiveBackThatOfTheOthers() {
        start(new LogQueue(new LineMemory(3000)));
        log("short");
        log("long ".repeat(1000));
        readAll();
        await().until(() -> written.equals(List.of("short")));
        for (int i = 0; i < 100; i++) {
            String next = "next " + i;
            log(next);
            await().until(() -> written.contains(next));
        }

        assertThat(written).startsWith("short", 1 + LOST, "next 0").hasSize(102);
    }
}
