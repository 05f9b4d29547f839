package dev.selkie.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contract 6: nothing that is called can end the loop by throwing; it is reported, once. */
class EventLoopFailuresTest {
    enum Failure {
        RUNTIME_EXCEPTION(() -> new IllegalArgumentException("thrown by a test")),
        ASSERTION_ERROR(() -> new AssertionError("thrown by a test")),
        STACK_OVERFLOW(StackOverflowError::new),
        OUT_OF_MEMORY(() -> new OutOfMemoryError("thrown by a test")),
        NO_CLASS(() -> new NoClassDefFoundError("thrown by a test")),
        CHECKED(() -> new IOException("thrown by a test"));

        private final Supplier<Throwable> failure;

        Failure(Supplier<Throwable> failure) {
            this.failure = failure;
        }

        String className() {
            return failure.get().getClass().getName();
        }

        void fail() {
            EventLoopFailuresTest.<RuntimeException>sneak(failure.get());
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    private final EventLoop loop = ManualClock.stillLoop();
    private final AtomicInteger calls = new AtomicInteger();

    EventLoopFailuresTest() throws IOException {}

    @AfterEach
    void closeLoop() throws IOException {
        loop.close();
    }

    private void count() {
        calls.incrementAndGet();
    }

    private static void assertReportedOnce(CapturedLog log, Failure failure) {
        assertThat(log.errors()).singleElement().asString().contains(failure.className());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("L13 L14 a task that throws is reported, and the next one runs in the same turn")
    void shouldReportATaskThatThrows(Failure failure) throws IOException {
        try (CapturedLog log = new CapturedLog(EventLoop.class)) {
            loop.execute(failure::fail);
            loop.execute(this::count);
            loop.runOnce();
            assertReportedOnce(log, failure);
        }
        assertThat(calls).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("L13 L14 a timer that throws is reported, and the next one runs")
    void shouldReportATimerThatThrows(Failure failure) throws IOException {
        try (CapturedLog log = new CapturedLog(EventLoop.class)) {
            loop.schedule(Duration.ofNanos(-2), failure::fail);
            loop.schedule(Duration.ofNanos(-1), this::count);
            loop.runOnce();
            assertReportedOnce(log, failure);
        }
        assertThat(calls).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("L13 L14 a turn listener that throws is reported at each turn, and the next one is called")
    void shouldReportATurnListenerThatThrows(Failure failure) throws IOException {
        try (CapturedLog log = new CapturedLog(EventLoop.class)) {
            loop.addTurnListener(failure::fail);
            loop.addTurnListener(this::count);
            loop.runOnce(Duration.ZERO);
            assertReportedOnce(log, failure);
            loop.runOnce(Duration.ZERO);
            assertThat(log.errors()).hasSize(2);
        }
        assertThat(calls).hasValue(2);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("L13 L14 a deferred call that throws is reported, and the next one is made")
    void shouldReportADeferredCallThatThrows(Failure failure) throws IOException {
        try (CapturedLog log = new CapturedLog(EventLoop.class)) {
            loop.execute(() -> {
                loop.defer(failure::fail);
                loop.defer(this::count);
            });
            loop.runOnce();
            assertReportedOnce(log, failure);
        }
        assertThat(calls).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("L13 L14 what a callback has deferred before it threw is called all the same")
    void shouldCallWhatWasDeferredByACallbackThatThrows(Failure failure) throws IOException {
        loop.execute(() -> {
            loop.defer(this::count);
            failure.fail();
        });
        loop.runOnce();
        assertThat(calls).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("L13 L14 a call after the select that throws is reported, and the next one is made")
    void shouldReportACallAfterTheSelectThatThrows(Failure failure) throws IOException {
        try (CapturedLog log = new CapturedLog(EventLoop.class)) {
            loop.afterNextSelect(failure::fail);
            loop.afterNextSelect(this::count);
            loop.runOnce();
            assertReportedOnce(log, failure);
        }
        assertThat(calls).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("L13 L14 a ready handler that throws is reported and loses its channel; the others keep theirs")
    void shouldCloseTheChannelOfAReadyHandlerThatThrows(Failure failure) throws IOException {
        try (CapturedLog log = new CapturedLog(EventLoop.class);
                ReadyPipe broken = ReadyPipe.ready(loop, key -> failure.fail());
                ReadyPipe healthy = ReadyPipe.ready(loop, key -> count())) {
            loop.runOnce();
            loop.runOnce();
            assertReportedOnce(log, failure);
            assertThat(broken.source.isOpen()).isFalse();
            assertThat(healthy.source.isOpen()).isTrue();
        }
        assertThat(calls).hasValue(2);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "L13 L14 a handler that throws when the loop closes is reported; the others are told, all channels closed")
    void shouldCloseAllChannelsWhenAHandlerThrowsAsItIsTold(Failure failure) throws IOException {
        try (CapturedLog log = new CapturedLog(EventLoop.class);
                ReadyPipe broken = new ReadyPipe(loop, new ClosingHandler(failure::fail));
                ReadyPipe first = new ReadyPipe(loop, new ClosingHandler(this::count));
                ReadyPipe second = new ReadyPipe(loop, new ClosingHandler(this::count))) {
            loop.close();
            assertReportedOnce(log, failure);
            assertThat(broken.source.isOpen()).isFalse();
            assertThat(first.source.isOpen()).isFalse();
            assertThat(second.source.isOpen()).isFalse();
        }
        assertThat(calls).hasValue(2);
    }

    @Test
    @DisplayName("L14 endless recursion in a task overflows only its own stack")
    void shouldSurviveARealStackOverflow() throws IOException {
        loop.execute(new Runnable() {
            @Override
            @SuppressWarnings("InfiniteRecursion")
            public void run() {
                run();
                calls.addAndGet(1000);
            }
        });
        loop.execute(this::count);
        loop.runOnce();
        assertThat(calls).hasValue(1);
    }

    @Test
    @DisplayName("L14 a task that throws does not end the loop when the log cannot take it, as when memory is short")
    void shouldSurviveALogThatThrows() throws IOException {
        try (CapturedLog log = new CapturedLog(EventLoop.class)) {
            log.breakDown();
            loop.execute(() -> {
                throw new IllegalStateException("thrown by a test");
            });
            loop.execute(this::count);
            loop.runOnce();
            assertThat(log.errors()).isEmpty();
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    @DisplayName("L2 L14 an interrupt does not end the loop when the log cannot take it")
    void shouldSurviveAnInterruptAndALogThatThrows() throws IOException {
        try (CapturedLog log = new CapturedLog(EventLoop.class)) {
            log.breakDown();
            Thread.currentThread().interrupt();
            loop.execute(this::count);
            loop.runOnce();
            assertThat(log.warnings()).isEmpty();
        } finally {
            Thread.interrupted();
        }
        assertThat(calls).hasValue(1);
    }

    private record ClosingHandler(Runnable whenClosing) implements ReadyHandler {
        @Override
        public void ready(SelectionKey key) {}

        @Override
        public void loopClosing() {
            whenClosing.run();
        }
    }
}
