package dev.selkie.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Running, stepping and stopping, and whose the loop is meanwhile. */
class EventLoopRunTest {
    private final EventLoop loop = new EventLoop();

    EventLoopRunTest() throws IOException {}

    @AfterEach
    void closeLoop() throws IOException {
        loop.close();
    }

    @Test
    void shouldReturnAtOnceWhenItWasStoppedBefore() throws IOException {
        loop.stop();
        loop.run();
        assertThat(loop.turnNumber()).isZero();
    }

    @Test
    void shouldStopAfterThePresentTurnAndRunAgain() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        for (int i = 1; i <= 3; i++) {
            loop.execute(loop::stop);
            loop.execute(calls::incrementAndGet);
            loop.run();
            assertThat(calls).hasValue(i);
            assertThat(loop.turnNumber()).isEqualTo(i);
        }
    }

    @Test
    void shouldStopForAnotherThreadWhileItSleeps() throws Exception {
        try (RunningLoop running = new RunningLoop(loop)) {
            running.call(() -> {});
            loop.stop();
            running.awaitEnd();
            assertThat(loop.isRunning()).isFalse();
            assertThat(loop.isClosed()).isFalse();
        }
    }

    @Test
    void shouldTakeTwoStopsForOne() throws IOException {
        loop.stop();
        loop.stop();
        loop.run();
        loop.execute(loop::stop);
        loop.run();
        assertThat(loop.turnNumber()).isEqualTo(1);
    }

    @Test
    void shouldTurnUntilTheConditionHolds() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        loop.addTurnListener(() -> loop.execute(calls::incrementAndGet));
        loop.runOnce(Duration.ZERO);
        loop.runUntil(() -> calls.get() >= 5);
        assertThat(calls).hasValue(5);
        loop.runUntil(() -> true);
        assertThat(calls).hasValue(5);
    }

    @Test
    void shouldTakeNoNoticeOfAStopInRunUntil() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        loop.stop();
        loop.addTurnListener(calls::incrementAndGet);
        loop.runUntil(() -> {
            loop.execute(() -> {});
            return calls.get() == 3;
        });
        loop.run();
        assertThat(calls).hasValue(3);
    }

    @Test
    void shouldRefuseToBeRunInACallback() throws IOException {
        AtomicInteger refused = new AtomicInteger();
        List<Callable<Void>> runs = List.of(
                () -> {
                    loop.run();
                    return null;
                },
                () -> {
                    loop.runOnce();
                    return null;
                },
                () -> {
                    loop.runOnce(Duration.ZERO);
                    return null;
                },
                () -> {
                    loop.runUntil(() -> true);
                    return null;
                });
        for (Callable<Void> run : runs) {
            loop.execute(() -> {
                assertThatIllegalStateException().isThrownBy(run::call).withMessageContaining("already");
                refused.incrementAndGet();
            });
        }
        loop.runOnce();
        assertThat(refused).hasValue(runs.size());
    }

    @Test
    void shouldRefuseToBeRunByTwoThreads() throws Exception {
        try (RunningLoop running = new RunningLoop(loop)) {
            assertThatIllegalStateException().isThrownBy(loop::run).withMessageContaining("the loop");
            assertThatIllegalStateException().isThrownBy(loop::runOnce);
            running.call(() -> {});
        }
    }

    @Test
    void shouldKeepAStopThoughARunIsRefusedAfterIt() throws IOException {
        ManualClock clock = new ManualClock();
        try (EventLoop virtual = new EventLoop(WatchedProvider.advancing(clock), clock, Runnable::run)) {
            virtual.execute(() -> {
                virtual.stop();
                assertThatIllegalStateException().isThrownBy(virtual::run);
            });
            virtual.schedule(Duration.ofHours(1), virtual::stop); // so that this test ends
            virtual.run();
            assertThat(clock.getAsLong()).as("the time slept after the stop").isZero();
        }
    }

    @Test
    void shouldKnowItsThreadOnlyWhileItIsRun() throws Exception {
        assertThat(loop.inLoop()).isFalse();
        AtomicReference<Boolean> within = new AtomicReference<>();
        loop.execute(() -> within.set(loop.inLoop() && loop.isRunning()));
        loop.runOnce();
        assertThat(within).hasValue(true);
        assertThat(loop.inLoop() || loop.isRunning()).isFalse();
        try (RunningLoop running = new RunningLoop(loop)) {
            assertThat(loop.inLoop()).isFalse();
            running.call(() -> within.set(loop.inLoop()));
            assertThat(within).hasValue(true);
        }
    }

    @Test
    void shouldBeFreeForAnotherThreadAfterAConditionThatThrows() throws IOException {
        assertThatThrownBy(() -> loop.runUntil(() -> {
                    throw new IllegalArgumentException("thrown by a test");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(loop.isRunning()).isFalse();
        loop.runOnce(Duration.ZERO);
    }

    static Stream<Arguments> whatBelongsToTheThread() {
        return Stream.of(
                call("register", loop -> new ReadyPipe(loop, key -> {}).close()),
                call("schedule", loop -> loop.schedule(Duration.ZERO, () -> {})),
                call("armAt", loop -> loop.timer(() -> {}).armAt(0)),
                call("cancel", loop -> loop.timer(() -> {}).cancel()),
                call("defer", loop -> loop.defer(() -> {})),
                call("afterNextSelect", loop -> loop.afterNextSelect(() -> {})),
                call("addTurnListener", loop -> loop.addTurnListener(() -> {})),
                call("removeTurnListener", loop -> loop.removeTurnListener(() -> {})),
                call("shared", loop -> loop.shared(String.class, () -> "shared")),
                call("forEach", loop -> loop.forEach(ReadyHandler.class, handler -> {})),
                call("checkThread", EventLoop::checkThread));
    }

    interface LoopCall {
        void call(EventLoop loop) throws Exception;
    }

    private static Arguments call(String name, LoopCall call) {
        return Arguments.of(name, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatBelongsToTheThread")
    void shouldRefuseOtherThreadsWhileItIsRun(String name, LoopCall call) throws Exception {
        call.call(loop); // nobody runs it
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (RunningLoop running = new RunningLoop(loop)) {
            ThrowingCallable foreign = () -> call.call(loop);
            assertThatIllegalStateException()
                    .as(name)
                    .isThrownBy(foreign)
                    .withMessageContaining("execute")
                    .withMessageContaining("the loop");
            running.call(() -> {
                try {
                    call.call(loop);
                } catch (Throwable thrown) {
                    failure.set(thrown);
                }
            });
        }
        assertThat(failure).hasNullValue();
    }
}
