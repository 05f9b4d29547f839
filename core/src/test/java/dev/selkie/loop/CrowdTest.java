package dev.selkie.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** So many channels are ready that calling all of them takes long. */
class CrowdTest {
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private final ManualClock clock = new ManualClock();
    private final EventLoop loop = new EventLoop(SelectorProvider.provider(), clock, Runnable::run);
    private final List<ReadyPipe> pipes = new ArrayList<>();
    private final List<String> called = new ArrayList<>();

    CrowdTest() throws IOException {}

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
        assertThat(called).hasSizeLessThan(20).endsWith("a task");

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

        assertThat(called).contains("oldest", "newest").hasSizeLessThan(20);
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
        assertThat(called).hasSizeGreaterThan(8);
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
}
