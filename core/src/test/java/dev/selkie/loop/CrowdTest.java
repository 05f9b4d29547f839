package dev.selkie.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** So many channels are ready that calling all of them takes long. */
class CrowdTest {
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private final ManualClock clock = new ManualClock();
    private Runnable whenItIsRead = () -> {};
    private final EventLoop loop = new EventLoop(SelectorProvider.provider(), this::readClock, Runnable::run);
    private final List<ReadyPipe> pipes = new ArrayList<>();
    private final List<String> called = new ArrayList<>();

    CrowdTest() throws IOException {}

    private long readClock() {
        whenItIsRead.run();
        return clock.getAsLong();
    }

    @AfterEach
    void close() throws IOException {
        loop.close();
        for (ReadyPipe pipe : pipes) {
            pipe.close();
        }
    }

    /** Takes a millisecond when it is called, once. */
    private class Member implements ReadyHandler {
        private final String name;
        private final long begunNanos;

        Member(String name, long begunNanos) {
            this.name = name;
            this.begunNanos = begunNanos;
        }

        @Override
        public void ready(SelectionKey key) {
            called.add(name);
            clock.advance(MILLISECOND);
            key.interestOps(0);
        }

        @Override
        public long begunNanos() {
            return begunNanos;
        }
    }

    private ReadyPipe join(ReadyHandler member) throws IOException {
        ReadyPipe pipe = ReadyPipe.ready(loop, member);
        pipes.add(pipe);
        return pipe;
    }

    private void joinMany(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            join(new Member("one of many", 1000 + i));
        }
    }

    private void turn() throws IOException {
        loop.runOnce(Duration.ZERO);
    }

    @Test
    @DisplayName("L9: others have their turn before all of a crowd are called, and each of the crowd is called once")
    void shouldLetTasksRunBeforeAllOfACrowdAreCalled() throws IOException {
        joinMany(100);
        loop.execute(() -> called.add("a task"));

        turn();
        assertThat(called).hasSizeLessThan(10).endsWith("a task");

        for (int i = 0; i < 100; i++) {
            turn();
        }
        assertThat(called).filteredOn("one of many"::equals).hasSize(100);
    }

    @Test
    @DisplayName("L9: who has just come waits for no crowd, and neither does who was there before it")
    void shouldCallTheNewestAndTheOldestBeforeACrowd() throws IOException {
        joinMany(1500); // more than a select shows
        turn();
        called.clear();
        join(new Member("oldest", 1));
        join(new Member("newest", 5000));

        turn();

        assertThat(called).contains("oldest", "newest").hasSizeLessThan(10);
    }

    @Test
    @DisplayName("L9: what accepts is called in each turn, and takes neither the place nor the time of those in line")
    void shouldCallWhatIsThereAsLongAsTheLoopInEachTurnAndOthersToo() throws IOException {
        joinMany(100);
        join(new Member("accepts", 0) {
            @Override
            public void ready(SelectionKey key) {
                super.ready(key);
                key.interestOps(SelectionKey.OP_READ); // and is ready again
                clock.advance(Duration.ofMillis(30));
            }
        });
        turn();
        called.clear();
        join(new Member("oldest", 1));

        for (int i = 0; i < 3; i++) {
            turn();
        }

        assertThat(called).contains("oldest");
        assertThat(called).filteredOn("accepts"::equals).hasSize(3);
    }

    @Test
    @DisplayName("L9: while some of a crowd wait, all read less")
    void shouldTellHowLongSomeOfACrowdHaveBeenReady() throws IOException {
        joinMany(100);
        for (int i = 0; i < 5; i++) {
            turn();
        }
        assertThat(loop.lagNanos()).isGreaterThan(Duration.ofMillis(20).toNanos());

        for (int i = 0; i < 15; i++) {
            turn();
        }
        assertThat(called).hasSize(100);
        assertThat(loop.lagNanos()).isZero();
    }

    @Test
    @DisplayName("L12: no timer runs before a channel of a crowd that was ready before its time")
    void shouldRunATimerAfterThoseWhoWereReadyBeforeItsTime() throws IOException {
        joinMany(50);
        loop.schedule(Duration.ofMillis(5), () -> called.add("a timer"));
        clock.advance(Duration.ofMillis(6));

        for (int i = 0; i < 50; i++) {
            turn();
        }

        assertThat(called).hasSize(51).endsWith("a timer");
    }

    @Test
    @DisplayName("L12: a crowd that never ends delays no timer for ever")
    void shouldRunATimerThoughThereIsAlwaysACrowd() throws IOException {
        joinMany(50);
        loop.schedule(Duration.ofMillis(5), () -> called.add("a timer"));

        for (int i = 0; i < 50 && !called.contains("a timer"); i++) {
            joinMany(20);
            turn();
        }

        assertThat(called).contains("a timer");
    }

    @Test
    @DisplayName("L12: each is called once when all are looked at, though the first look has shown nobody")
    void shouldCallEachOnceAfterAStopInASelectThatHasShownNobody() throws IOException {
        for (int i = 0; i < 1500; i++) {
            pipes.add(new ReadyPipe(loop, key -> called.add("one of many")));
        }
        loop.schedule(Duration.ofMillis(1), () -> called.add("a timer"));
        var readings = new AtomicInteger();
        whenItIsRead = () -> {
            if (readings.incrementAndGet() == 2) { // after the select
                clock.advance(Duration.ofSeconds(1));
                makeAllReady();
            }
        };

        loop.runOnce(Duration.ofMillis(1));

        assertThat(called).hasSize(1501).endsWith("a timer");
    }

    private void makeAllReady() {
        try {
            for (ReadyPipe pipe : pipes) {
                pipe.makeReady();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void shouldNotCallThoseWhoAreNotReadyAnyMoreWhenTheirTurnComes() throws IOException {
        joinMany(100);
        ReadyPipe paused = join(new Member("paused", 0));
        ReadyPipe closed = join(new Member("closed", 0));
        loop.execute(() -> {
            called.clear();
            paused.key.interestOps(0);
            closed.key.cancel();
        });

        for (int i = 0; i < 100; i++) {
            turn();
        }

        assertThat(called).doesNotContain("paused", "closed");
    }

    @Test
    void shouldCallFewerWhereEachMakesWorkForLaterAndMoreWhereTheyDoNot() throws IOException {
        Runnable later = () -> clock.advance(Duration.ofMillis(5));
        for (int i = 0; i < 200; i++) {
            join(new Member("one that makes work", 1000) {
                @Override
                public void ready(SelectionKey key) {
                    super.ready(key);
                    loop.execute(later);
                }
            });
        }
        for (int i = 0; i < 5; i++) {
            called.clear();
            turn();
        }
        assertThat(called).hasSizeLessThan(4);

        for (ReadyPipe pipe : pipes) {
            pipe.key.interestOps(0);
        }
        joinMany(100);
        for (int i = 0; i < 8; i++) {
            called.clear();
            turn();
        }
        assertThat(called).hasSizeGreaterThan(4);
    }

    @Test
    void shouldOutliveOneThatThrowsWhenItIsAskedWhenItBegan() throws IOException {
        try (var log = new CapturedLog(EventLoop.class)) {
            joinMany(30);
            for (int i = 0; i < 10; i++) {
                join(new Member("broken", 0) {
                    @Override
                    public long begunNanos() {
                        throw new IllegalStateException("does not know");
                    }
                });
            }
            for (int i = 0; i < 40; i++) {
                turn();
            }
            assertThat(called).hasSize(40);
            assertThat(log.errors()).anyMatch(line -> line.contains("a handler did not say when it began"));
        }
    }

    @Test
    @DisplayName(
            "L12: no timer runs before a channel that was ready before its time, though one select shows not all of them")
    void shouldRunATimerAfterThoseWhoWereReadyThoughASelectDoesNotShowAll() throws IOException {
        for (int i = 0; i < 1500; i++) { // each is called in no time
            join(key -> {
                called.add("one of many");
                key.interestOps(0);
            });
        }
        loop.schedule(Duration.ofMillis(5), () -> called.add("a timer"));
        clock.advance(Duration.ofMillis(6)); // too little to be held up

        turn();
        turn();
        turn();

        assertThat(called).hasSize(1501).endsWith("a timer");
    }

    @Test
    @DisplayName(
            "L17 nothing keeps the handlers of a crowd whose channels are closed, though nothing happens after that")
    void shouldForgetACrowdThatIsClosedBeforeItSleeps() throws Exception {
        joinMany(100);
        turn();
        List<WeakReference<Object>> handlers = new ArrayList<>();
        for (ReadyPipe pipe : pipes) {
            handlers.add(new WeakReference<>(pipe.key.attachment()));
            pipe.close();
        }
        pipes.clear();

        RunningLoop running = new RunningLoop(loop);
        try {
            await().until(() -> {
                System.gc();
                return handlers.stream().allMatch(handler -> handler.get() == null);
            });
        } finally {
            running.close();
        }
    }

    @Test
    @DisplayName("L13: a channel of a crowd that nobody has any more does not end the loop when a call seems slow")
    void shouldOutliveAKeyOfACrowdThatIsGivenUp() throws IOException {
        joinMany(100);
        ReadyPipe orphan = join(new Member("orphan", 0));
        loop.execute(() -> {
            orphan.key.interestOps(0);
            orphan.key.attach(null);
            whenItIsRead = () -> clock.advance(Duration.ofMillis(200));
        });

        for (int i = 0; i < 200; i++) {
            turn();
        }

        assertThat(called).filteredOn("one of many"::equals).hasSize(100);
    }

    @Test
    @DisplayName("L14: a channel is called again, though memory was short when it was to stand in line")
    void shouldShowAChannelAgainThatFoundNoMemoryToStandInLine() {
        for (int failing = 1; failing <= 2; failing++) {
            var channels = new ReadyChannels(new Calls(clock));
            var key = new CountedKey(failing);
            assertThatCode(() -> {
                        channels.accept(key);
                        channels.lineUp();
                        channels.accept(key);
                        channels.lineUp();
                    })
                    .doesNotThrowAnyException();
            assertThat(channels.isCrowd()).isTrue();
            channels.call();
            assertThat(channels.isCrowd()).isFalse();
            assertThat(channels.calledUntil(7)).isEqualTo(7);
        }
    }

    /** Memory is short when a map asks for its hash code the nth time. */
    private static final class CountedKey extends SelectionKey {
        private int left;

        CountedKey(int failing) {
            left = failing;
            attach(new ReadyHandler() {
                @Override
                public void ready(SelectionKey key) {}

                @Override
                public long begunNanos() {
                    return 1;
                }
            });
        }

        @Override
        public int hashCode() {
            if (--left == 0) {
                throw new OutOfMemoryError("as if");
            }
            return 1;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public SelectableChannel channel() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Selector selector() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isValid() {
            return true;
        }

        @Override
        public void cancel() {}

        @Override
        public int interestOps() {
            return OP_READ;
        }

        @Override
        public SelectionKey interestOps(int ops) {
            return this;
        }

        @Override
        public int readyOps() {
            return OP_READ;
        }
    }
}
