package dev.selkie.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt means nothing to the loop: it neither spins nor ends nor closes a file. */
class EventLoopInterruptTest {
    private final EventLoop loop = new EventLoop();

    EventLoopInterruptTest() throws IOException {}

    @AfterEach
    void closeLoop() throws IOException {
        Thread.interrupted();
        loop.close();
    }

    @Test
    @DisplayName("L2 with the flag set again by every callback the loop still sleeps to its timers, and says so once")
    void shouldSleepThoughItIsInterruptedAgainAndAgain() throws IOException {
        AtomicInteger fired = new AtomicInteger();
        Timer[] timer = new Timer[1];
        timer[0] = loop.timer(() -> {
            fired.incrementAndGet();
            timer[0].armAfter(Duration.ofMillis(1));
            Thread.currentThread().interrupt();
        });
        timer[0].armAfter(Duration.ZERO);
        try (CapturedLog log = new CapturedLog(EventLoop.class)) {
            loop.runUntil(() -> fired.get() == 100);
            loop.runOnce(Duration.ZERO);
            assertThat(log.warnings()).hasSize(1);
        }
        // An interrupt ends the sleep it falls into; the rest of it is slept in the next turn.
        assertThat(loop.turnNumber()).isLessThan(400);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    @DisplayName("L2 interrupts of a sleeping loop cost no more than a turn each, and it goes on")
    void shouldGoOnWhenAnotherThreadInterruptsIt() throws Exception {
        try (RunningLoop running = new RunningLoop()) {
            AtomicInteger turns = new AtomicInteger();
            running.call(() -> running.loop.addTurnListener(turns::incrementAndGet));
            for (int i = 0; i < 100; i++) {
                running.thread.interrupt();
                running.call(() -> {});
            }
            assertThat(turns.get()).isLessThanOrEqualTo(303);
        }
    }

    @Test
    @DisplayName("L2 a ready handler does not see the interrupt that another callback left behind")
    void shouldNotPassAnInterruptToReadyHandlers() throws IOException {
        AtomicBoolean seen = new AtomicBoolean();
        ReadyHandler handler = key -> {
            seen.compareAndSet(false, Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
        };
        try (ReadyPipe first = ReadyPipe.ready(loop, handler);
                ReadyPipe second = ReadyPipe.ready(loop, handler)) {
            loop.runOnce();
            loop.runOnce();
            assertThat(first.key.isValid() && second.key.isValid()).isTrue();
        }
        assertThat(seen).isFalse();
    }

    @Test
    @DisplayName("L2 a file that a task sends is not closed by the interrupt that the task before left behind")
    void shouldNotPassAnInterruptToTasks(@TempDir Path folder) throws IOException {
        Path path = Files.writeString(folder.resolve("file"), "content");
        try (FileChannel file = FileChannel.open(path);
                FileChannel nowhere = FileChannel.open(Path.of("/dev/null"), StandardOpenOption.WRITE)) {
            loop.execute(() -> Thread.currentThread().interrupt());
            loop.execute(() -> {
                try {
                    file.transferTo(0, 7, nowhere);
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
            loop.runOnce();
            assertThat(file.isOpen()).isTrue();
        }
    }
}
