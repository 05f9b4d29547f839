package dev.selkie.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.loop.CapturedLog;
import dev.selkie.loop.EventLoop;
import dev.selkie.loop.ManualClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What handlers throw is logged, but not as often as a peer likes. */
class ErrorsTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 9);

    private final ManualClock clock = new ManualClock();
    private final EventLoop loop = new EventLoop(SelectorProvider.provider(), clock, Runnable::run);
    private final Errors errors = new Errors(ErrorsTest.class, loop);

    ErrorsTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        loop.close();
    }

    private void log(int times, Supplier<Throwable> failure) {
        for (int i = 0; i < times; i++) {
            errors.log("while serving", PEER, failure.get());
        }
    }

    private static Throwable notANumber(String text) {
        try {
            Integer.parseInt(text);
            throw new AssertionError();
        } catch (NumberFormatException failure) {
            return failure;
        }
    }

    @Test
    @DisplayName("L18: what is thrown at one place is logged once a minute, and counted")
    void shouldLogAKindOnceAMinuteAndCountTheRest() {
        try (var log = new CapturedLog(ErrorsTest.class)) {
            log(1000, () -> notANumber("x"));
            assertThat(log.errors())
                    .containsExactly("exception while serving 127.0.0.1:9: java.lang.NumberFormatException");
            clock.advance(Duration.ofSeconds(59));
            log(1, () -> notANumber("x"));
            assertThat(log.errors()).hasSize(1);
            clock.advance(Duration.ofSeconds(1));
            log(1, () -> notANumber("x"));
            assertThat(log.errors()).hasSize(2);
            assertThat(log.errors().get(1)).contains("and 1000 more thrown there since this was said last");
        }
    }

    @Test
    @DisplayName("L18: what an exception says, which may be a peer's, makes no kind of its own")
    void shouldTakeWhatIsThrownAtOnePlaceForOneKindWhateverItSays() {
        try (var log = new CapturedLog(ErrorsTest.class)) {
            for (int i = 0; i < 1000; i++) {
                String text = "x" + i;
                log(1, () -> notANumber(text));
            }
            assertThat(log.errors()).hasSize(1);
        }
    }

    @Test
    void shouldLogEveryOtherKind() {
        try (var log = new CapturedLog(ErrorsTest.class)) {
            log(2, () -> notANumber("x"));
            log(2, IllegalStateException::new);
            log(2, () -> new IllegalStateException("elsewhere"));
            assertThat(log.errors()).hasSize(3);
        }
    }

    @Test
    @DisplayName("L18: the kinds it remembers are not without number")
    void shouldRememberABoundedNumberOfKinds() {
        try (var log = new CapturedLog(ErrorsTest.class)) {
            for (int i = 0; i < 1000; i++) {
                var failure = new IllegalStateException();
                failure.setStackTrace(new StackTraceElement[] {new StackTraceElement("A", "b", "A.java", i)});
                log(2, () -> failure);
            }
            assertThat(log.errors()).hasSize(101);
        }
    }

    @Test
    void shouldLogAnErrorThatHasNoTrace() {
        try (var log = new CapturedLog(ErrorsTest.class)) {
            var failure = new StackOverflowError();
            failure.setStackTrace(new StackTraceElement[0]);
            log(2, () -> failure);
            assertThat(log.errors()).hasSize(1);
        }
    }
}
