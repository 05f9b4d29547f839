package dev.selkie.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Channels that are ready, and those that are so no longer. */
class EventLoopReadinessTest {
    private final EventLoop loop = ManualClock.stillLoop();
    private final List<ReadyPipe> pipes = new ArrayList<>();

    EventLoopReadinessTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        loop.close();
        for (ReadyPipe pipe : pipes) {
            pipe.close();
        }
    }

    private ReadyPipe watch(ReadyHandler handler) throws IOException {
        ReadyPipe pipe = new ReadyPipe(loop, handler);
        pipes.add(pipe);
        return pipe;
    }

    @Test
    void shouldCallWhatIsReadyOnceATurn() throws IOException {
        List<SelectionKey> called = new ArrayList<>();
        ReadyPipe ready = watch(called::add);
        watch(called::add);
        loop.runOnce(Duration.ZERO);
        assertThat(called).isEmpty();
        ready.makeReady();
        ready.makeReady();
        loop.runOnce();
        assertThat(called).containsExactly(ready.key);
        loop.runOnce();
        assertThat(called).containsExactly(ready.key, ready.key);
    }

    @Test
    void shouldNotCallWhatIsNotWatchedForAnything() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        ReadyPipe pipe = watch(key -> calls.incrementAndGet());
        pipe.makeReady();
        pipe.key.interestOps(0);
        loop.runOnce(Duration.ZERO);
        assertThat(calls).hasValue(0);
        pipe.key.interestOps(SelectionKey.OP_READ);
        loop.runOnce();
        assertThat(calls).hasValue(1);
    }

    @Test
    @DisplayName("L3 a channel that another callback has closed in the same turn is not called")
    void shouldNotCallWhatAnotherCallbackHasClosed() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
            watch(key -> {
                        calls.incrementAndGet();
                        for (ReadyPipe pipe : pipes) {
                            if (pipe.key != key) {
                                pipe.source.close();
                            }
                        }
                    })
                    .makeReady();
        }
        loop.runOnce();
        assertThat(calls).hasValue(1);
        loop.runOnce();
        assertThat(calls).hasValue(2);
    }

    @Test
    @DisplayName("L3 a key that another callback has cancelled in the same turn is not called")
    void shouldNotCallAKeyThatAnotherCallbackHasCancelled() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
            watch(key -> {
                        calls.incrementAndGet();
                        pipes.stream().filter(pipe -> pipe.key != key).forEach(pipe -> pipe.key.cancel());
                    })
                    .makeReady();
        }
        loop.runOnce();
        assertThat(calls).hasValue(1);
    }

    @Test
    @DisplayName("L4 a channel registered in a callback is not taken for one that this callback has closed")
    void shouldNotTakeANewChannelForAClosedOne() throws IOException {
        AtomicInteger called = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        List<ReadyPipe> old = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ReadyPipe pipe = watch(key -> {
                if (called.incrementAndGet() == 1) {
                    for (ReadyPipe each : old) {
                        each.close();
                    }
                    for (int count = 0; count < 40; count++) {
                        watch(ignored -> wrong.incrementAndGet());
                    }
                }
            });
            pipe.makeReady();
            old.add(pipe);
        }
        for (int i = 0; i < 5; i++) {
            loop.runOnce(Duration.ZERO);
        }
        assertThat(called).hasValue(1);
        assertThat(wrong).hasValue(0);
    }

    @Test
    void shouldRefuseToRegisterAChannelTwice() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        ReadyPipe pipe = watch(key -> calls.incrementAndGet());
        pipe.makeReady();
        assertThatThrownBy(() -> loop.register(pipe.source, 0, key -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("registered already");
        loop.runOnce();
        assertThat(calls).hasValue(1);
    }

    @Test
    void shouldHandAChannelOverThatItsHandlerHasGivenUp() throws IOException {
        List<String> called = new ArrayList<>();
        ReadyPipe pipe = watch(key -> {
            called.add("first");
            key.attach(null);
            SelectionKey same = loop.register(key.channel(), SelectionKey.OP_READ, again -> {
                called.add("second");
                again.interestOps(0);
            });
            assertThat(same).isSameAs(key);
        });
        pipe.makeReady();
        loop.runOnce();
        loop.runOnce();
        assertThat(called).containsExactly("first", "second");
    }

    @Test
    void shouldRefuseToRegisterAClosedChannel() throws IOException {
        ReadyPipe pipe = watch(key -> {});
        pipe.close();
        loop.runOnce(Duration.ZERO);
        assertThatThrownBy(() -> loop.register(pipe.source, 0, key -> {})).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void shouldServeAChannelRegisteredInACallback() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        watch(key -> {
                    key.interestOps(0);
                    watch(inner -> calls.incrementAndGet()).makeReady();
                })
                .makeReady();
        loop.runOnce();
        loop.runOnce();
        assertThat(calls).hasValue(1);
    }

    @Test
    @DisplayName("L17 nothing keeps the handler of a channel that is closed")
    void shouldForgetTheHandlerOfAClosedChannel() throws IOException {
        WeakReference<ReadyHandler> handler = registerAndClose();
        loop.runOnce(Duration.ZERO);
        await().until(() -> {
            System.gc();
            return handler.get() == null;
        });
    }

    private WeakReference<ReadyHandler> registerAndClose() throws IOException {
        ReadyHandler handler = new ReadyHandler() {
            @Override
            public void ready(SelectionKey key) {}
        };
        new ReadyPipe(loop, handler).close();
        return new WeakReference<>(handler);
    }

    @Test
    @DisplayName(
            "L12 after it was held up, all of 1,500 ready channels are called before a timer, more than a select shows")
    void shouldCallAllThatIsReadyBeforeATimerAfterItWasHeldUp() throws IOException {
        ManualClock clock = new ManualClock();
        try (EventLoop late = new EventLoop(loop.provider(), clock, Runnable::run)) {
            Set<SelectionKey> called = new HashSet<>();
            AtomicInteger calledBeforeTimer = new AtomicInteger();
            late.schedule(Duration.ofSeconds(1), () -> calledBeforeTimer.set(called.size()));
            for (int i = 0; i < 1500; i++) {
                pipes.add(ReadyPipe.ready(late, called::add));
            }
            clock.advance(Duration.ofMinutes(1));
            late.runOnce();
            assertThat(calledBeforeTimer).hasValue(1500);
        }
    }

    @Test
    @DisplayName("L12 stopped just when a select has shown what is ready, it looks again for what came meanwhile")
    void shouldLookAgainWhenItWasHeldUpBehindASelect() throws IOException {
        List<String> called = new ArrayList<>();
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        ManualClock clock = new ManualClock();
        LongSupplier stopped = () -> {
            meanwhile.get().run();
            return clock.getAsLong();
        };
        try (EventLoop late = new EventLoop(loop.provider(), stopped, Runnable::run)) {
            ReadyPipe after = new ReadyPipe(late, key -> called.add("ready while it was stopped"));
            ReadyPipe before = ReadyPipe.ready(late, key -> {
                called.add("ready before");
                key.interestOps(0);
            });
            pipes.addAll(List.of(before, after));
            late.schedule(Duration.ofSeconds(1), () -> called.add("timer"));
            AtomicInteger looks = new AtomicInteger();
            meanwhile.set(() -> {
                if (looks.incrementAndGet() == 2) { // the first is before the select
                    clock.advance(Duration.ofMinutes(1));
                    assertThatCode(after::makeReady).doesNotThrowAnyException();
                }
            });
            late.runOnce();
        }
        assertThat(called).containsExactlyInAnyOrder("ready before", "ready while it was stopped", "timer");
        assertThat(called).last().isEqualTo("timer");
    }

    @Test
    @DisplayName("L7 L12 a wake-up that falls into the extra look after it was held up is not the last one that works")
    void shouldStillBeWokenAfterItWasHeldUp() throws Exception {
        ManualClock clock = new ManualClock();
        EventLoop late = new EventLoop(loop.provider(), clock, Runnable::run);
        CountDownLatch timerRan = new CountDownLatch(1);
        late.schedule(Duration.ofSeconds(1), timerRan::countDown);
        for (int i = 0; i < 1100; i++) {
            pipes.add(new ReadyPipe(late, key -> key.interestOps(0)));
        }
        late.afterNextSelect(() -> {
            Thread poster = new Thread(() -> late.execute(() -> {}));
            poster.start();
            try {
                poster.join();
            } catch (InterruptedException failure) {
                throw new AssertionError(failure);
            }
        });
        clock.advance(Duration.ofMinutes(1));
        try (RunningLoop running = new RunningLoop(late)) {
            assertThat(timerRan.await(5, TimeUnit.SECONDS)).isTrue();
            try {
                for (int i = 0; i < 100; i++) {
                    CountDownLatch ran = new CountDownLatch(1);
                    running.loop.execute(ran::countDown);
                    assertThat(ran.await(2, TimeUnit.SECONDS)).as("task " + i).isTrue();
                }
            } finally {
                pipes.get(0).makeReady(); // this wakes it for certain
            }
        }
    }

    @Test
    @DisplayName("L12 held up, the loop calls every ready channel before any timer, though one select shows but 1,024")
    void shouldCallAllThatIsReadyBeforeATimerWhenItWasHeldUp() throws IOException {
        ManualClock clock = new ManualClock();
        try (EventLoop late = new EventLoop(loop.provider(), clock, Runnable::run)) {
            Set<SelectionKey> called = new HashSet<>();
            for (int i = 0; i < 1100; i++) {
                pipes.add(new ReadyPipe(late, called::add));
                pipes.get(i).makeReady();
            }
            AtomicInteger calledBeforeTimer = new AtomicInteger();
            late.schedule(Duration.ofSeconds(1), () -> calledBeforeTimer.set(called.size()));
            clock.advance(Duration.ofMinutes(1));
            late.runOnce();
            assertThat(calledBeforeTimer).hasValue(1100);
        }
    }

    @Test
    void shouldHandEveryOpenHandlerOfATypeToAnAction() throws IOException {
        Named first = new Named("first");
        Named second = new Named("second");
        Named closed = new Named("closed");
        watch(first);
        watch(key -> {});
        watch(second);
        watch(closed).close();
        List<Named> seen = new ArrayList<>();
        loop.forEach(Named.class, seen::add);
        assertThat(seen).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void shouldLetAnActionCloseWhatItIsHanded() throws IOException {
        for (int i = 0; i < 100; i++) {
            watch(new Named("each"));
        }
        AtomicInteger seen = new AtomicInteger();
        loop.forEach(Named.class, each -> {
            seen.incrementAndGet();
            try {
                for (ReadyPipe pipe : pipes) {
                    pipe.close();
                }
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        });
        assertThat(seen).hasValue(1);
    }

    private record Named(String name) implements ReadyHandler {
        @Override
        public void ready(SelectionKey key) {}
    }
}
