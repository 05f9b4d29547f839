package dev.selkie.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Closing the loop, from everywhere. */
class EventLoopCloseTest {
    private final EventLoop loop = new EventLoop();
    private final List<String> told = new ArrayList<>();
    private final ReadyPipe pipe = new ReadyPipe(loop, new Told());

    EventLoopCloseTest() throws IOException {}

    private final class Told implements ReadyHandler {
        @Override
        public void ready(SelectionKey key) {
            told.add("ready");
        }

        @Override
        public void loopClosing() {
            told.add(pipe.source.isOpen() ? "closing while open" : "closing after the channel");
        }
    }

    @AfterEach
    void close() throws IOException {
        loop.close();
        pipe.close();
    }

    private void assertClosed() throws IOException {
        assertThat(loop.isClosed()).isTrue();
        assertThat(loop.isRunning()).isFalse();
        assertThat(pipe.source.isOpen()).isFalse();
        assertThat(told).containsExactly("closing while open");
        assertThatIllegalStateException().isThrownBy(loop::run).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(loop::runOnce).withMessageContaining("closed");
        Pipe late = Pipe.open();
        late.source().configureBlocking(false);
        assertThatIllegalStateException().isThrownBy(() -> loop.register(late.source(), 0, new Told()));
        late.source().close();
        late.sink().close();
    }

    @Test
    void shouldTellCloseListenersBeforeTheChannelsAreClosed() throws Exception {
        Runnable removed = () -> told.add("removed");
        var other = new Thread(() -> {
            loop.addCloseListener(removed);
            loop.addCloseListener(() -> {
                told.add(loop.inLoop() && pipe.source.isOpen() ? "listener" : "too late");
                throw new IllegalStateException("as planned");
            });
            loop.removeCloseListener(removed);
        });
        try (var log = new CapturedLog(EventLoop.class)) {
            other.start();
            other.join();
            loop.close();
            loop.close();
            assertThat(log.errors()).hasSize(1);
        }
        assertThat(told).containsExactly("listener", "closing while open");
    }

    @Test
    void shouldTellHandlersAndCloseTheirChannelsOnce() throws IOException {
        assertThat(loop.isClosed()).isFalse();
        loop.close();
        loop.close();
        assertClosed();
    }

    @Test
    void shouldCloseAfterThePresentTurnWhenACallbackSaysSo() throws IOException {
        AtomicBoolean openInTheSameTurn = new AtomicBoolean();
        loop.execute(() -> {
            try {
                loop.close();
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        });
        loop.execute(() -> openInTheSameTurn.set(pipe.source.isOpen() && loop.isClosed()));
        loop.run();
        assertThat(openInTheSameTurn).isTrue();
        assertClosed();
    }

    @Test
    void shouldCloseAfterAStepWhenACallbackSaysSo() throws IOException {
        ReadyPipe closer = ReadyPipe.ready(loop, key -> loop.close());
        loop.runOnce();
        assertThat(closer.source.isOpen()).isFalse();
        assertClosed();
        closer.close();
    }

    @Test
    void shouldNotFallAsleepWhenAnotherThreadClosesItAtTheLastMoment() throws IOException {
        var itself = new AtomicReference<EventLoop>();
        WatchedProvider provider = WatchedProvider.real(
                time -> CompletableFuture.runAsync(() -> close(itself.get())).join());
        var late = new EventLoop(provider, System::nanoTime, Runnable::run);
        itself.set(late);
        late.schedule(Duration.ofHours(1), () -> {});
        late.run();
        assertThat(late.isClosed()).isTrue();
    }

    private static void close(EventLoop loop) {
        try {
            loop.close();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void shouldEndAndCloseWhenAnotherThreadSaysSo() throws Exception {
        try (RunningLoop running = new RunningLoop(loop)) {
            running.call(() -> {});
            loop.close();
            running.awaitEnd();
            running.thread.join();
        }
        assertClosed();
    }

    @Test
    void shouldCloseOnceWhenTheLoopsThreadAndOthersSaySo() throws Exception {
        try (RunningLoop running = new RunningLoop(loop)) {
            List<Thread> closers = new ArrayList<>();
            Runnable close = () -> {
                try {
                    loop.close();
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            };
            loop.execute(close);
            for (int i = 0; i < 4; i++) {
                Thread closer = new Thread(close);
                closers.add(closer);
                closer.start();
            }
            for (Thread closer : closers) {
                closer.join();
            }
            running.awaitEnd();
        }
        assertThat(told).containsExactly("closing while open");
    }

    @Test
    @DisplayName("L5 of a close and a step that meet, one or the other closes the channels, in 6,000 meetings")
    void shouldCloseAllThoughAnotherThreadBeginsToRunItMeanwhile() throws Exception {
        int rounds = 6000;
        int[] closedBy = new int[3];
        try (Stepper stepper = new Stepper()) {
            SplittableRandom random = new SplittableRandom(5);
            for (int i = 0; i < rounds; i++) {
                EventLoop each = new EventLoop();
                try (ReadyPipe registered = new ReadyPipe(each, key -> {})) {
                    stepper.stepToTheEnd(each);
                    for (int pause = random.nextInt(60); pause > 0; pause--) {
                        Thread.onSpinWait();
                    }
                    try {
                        each.close();
                    } catch (IllegalStateException refused) {
                        closedBy[0]++;
                    }
                    stepper.awaitEnd();
                    closedBy[registered.source.isOpen() ? 1 : 2]++;
                }
            }
        }
        assertThat(closedBy)
                .as("closes that threw, channels left open, channels closed")
                .containsExactly(0, 0, rounds);
    }

    /** Steps one loop after the other on a thread of its own, until each is closed. */
    private static final class Stepper implements AutoCloseable {
        private final AtomicReference<EventLoop> present = new AtomicReference<>();
        private volatile boolean over;

        Stepper() {
            Thread thread = new Thread(this::run, "stepper");
            thread.setDaemon(true);
            thread.start();
        }

        void stepToTheEnd(EventLoop loop) {
            present.set(loop);
        }

        void awaitEnd() {
            for (int round = 1; present.get() != null; round++) {
                await(round);
            }
        }

        /** Spins, so that they meet; but where both have one processor, the other must get it. */
        private static void await(int round) {
            if (round % 100 == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }

        private void run() {
            for (int round = 1; !over; round++) {
                EventLoop loop = present.get();
                if (loop == null) {
                    await(round);
                    continue;
                }
                try {
                    while (true) {
                        loop.runOnce(Duration.ZERO);
                    }
                } catch (IOException | IllegalStateException end) {
                    present.set(null);
                }
            }
        }

        @Override
        public void close() {
            over = true;
        }
    }

    @Test
    void shouldLetAHandlerCloseItsChannelAndTheLoopWhenItIsTold() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        ReadyPipe[] own = new ReadyPipe[1];
        own[0] = new ReadyPipe(loop, new ReadyHandler() {
            @Override
            public void ready(SelectionKey key) {}

            @Override
            public void loopClosing() {
                calls.incrementAndGet();
                try {
                    own[0].close();
                    loop.close();
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            }
        });
        loop.close();
        assertThat(calls).hasValue(1);
        assertClosed();
    }

    @Test
    void shouldCallWhatIsDeferredWhileItCloses() throws IOException {
        AtomicBoolean called = new AtomicBoolean();
        ReadyPipe deferring = new ReadyPipe(loop, new ReadyHandler() {
            @Override
            public void ready(SelectionKey key) {}

            @Override
            public void loopClosing() {
                loop.defer(() -> called.set(true));
            }
        });
        loop.close();
        assertThat(called).isTrue();
        deferring.close();
    }

    @Test
    void shouldCountAsInTheLoopWhileHandlersAreToldThatItCloses() throws IOException {
        AtomicBoolean inLoop = new AtomicBoolean();
        ReadyPipe asking = new ReadyPipe(loop, new ReadyHandler() {
            @Override
            public void ready(SelectionKey key) {}

            @Override
            public void loopClosing() {
                inLoop.set(loop.inLoop());
            }
        });
        loop.close();
        assertThat(inLoop).as("in the loop").isTrue();
        asking.close();
    }

    @Test
    void shouldNotSayThatItIsClosedForAStopThatCameBefore() throws IOException {
        loop.stop();
        loop.close();
        assertClosed();
    }

    @Test
    void shouldThrowNothingAtThoseWhoStillPostTasksAndStops() throws IOException {
        loop.close();
        assertThatCode(() -> {
                    loop.execute(() -> told.add("a task after the end"));
                    loop.stop();
                })
                .doesNotThrowAnyException();
        assertClosed();
    }
}
