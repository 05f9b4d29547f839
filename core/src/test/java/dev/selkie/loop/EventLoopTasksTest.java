package dev.selkie.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tasks from any thread. */
class EventLoopTasksTest {
    private static void inThreads(int count, IntConsumer body) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            Thread thread = new Thread(() -> body.accept(number), "poster " + i);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void shouldRunTasksInTheOrderOfTheCalls() throws IOException {
        try (EventLoop loop = new EventLoop()) {
            List<Integer> ran = new ArrayList<>();
            for (int i = 0; i < 5000; i++) {
                int number = i;
                loop.execute(() -> ran.add(number));
            }
            loop.runUntil(() -> ran.size() == 5000);
            assertThat(ran).isSorted();
        }
    }

    @Test
    @DisplayName("L9 tasks that come while others run wait for the next turn when those take long")
    void shouldRunWhatComesMeanwhileForABoundedTime() throws IOException {
        ManualClock clock = new ManualClock();
        try (EventLoop loop = new EventLoop(SelectorProvider.provider(), clock, Runnable::run)) {
            List<String> ran = new ArrayList<>();
            Runnable meanwhile = () -> {
                ran.add("came meanwhile");
                clock.advance(Duration.ofMillis(1));
            };
            for (int i = 0; i < 10; i++) {
                loop.execute(() -> {
                    ran.add("was there");
                    clock.advance(Duration.ofMillis(1));
                    loop.execute(meanwhile);
                });
            }
            loop.runOnce(Duration.ZERO);
            assertThat(ran).hasSize(10).containsOnly("was there");

            loop.runUntil(() -> ran.size() == 20);
        }
    }

    @Test
    @DisplayName("L5 tasks of eight threads all run, on the loop's thread, each thread's in the order of its calls")
    void shouldRunTheTasksOfEachThreadInTheOrderOfItsCalls() throws Exception {
        int posters = 8;
        int each = 10_000;
        try (RunningLoop running = new RunningLoop()) {
            int[] next = new int[posters];
            AtomicInteger wrong = new AtomicInteger();
            CountDownLatch all = new CountDownLatch(posters * each);
            inThreads(posters, poster -> {
                for (int i = 0; i < each; i++) {
                    int number = i;
                    running.loop.execute(() -> {
                        if (next[poster]++ != number || Thread.currentThread() != running.thread) {
                            wrong.incrementAndGet();
                        }
                        all.countDown();
                    });
                }
            });
            assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(wrong).hasValue(0);
        }
    }

    @Test
    @DisplayName("L6 however many tasks come before a turn, the selector is woken once")
    void shouldWakeTheLoopOncePerTurnHoweverManyTasksCome() throws IOException {
        WatchedProvider network = WatchedProvider.real();
        try (EventLoop loop = new EventLoop(network, System::nanoTime, Runnable::run)) {
            AtomicInteger ran = new AtomicInteger();
            for (int i = 0; i < 500; i++) {
                loop.execute(ran::incrementAndGet);
            }
            assertThat(network.wakeups).hasValue(1);
            loop.runOnce();
            assertThat(ran).hasValue(500);
            loop.execute(ran::incrementAndGet);
            loop.execute(ran::incrementAndGet);
            assertThat(network.wakeups).hasValue(2);
        }
    }

    @Test
    @DisplayName("L6 a task posted by a callback wakes nobody: the loop is awake")
    void shouldNotWakeItselfForItsOwnTasks() throws IOException {
        WatchedProvider network = WatchedProvider.real();
        try (EventLoop loop = new EventLoop(network, System::nanoTime, Runnable::run)) {
            AtomicInteger left = new AtomicInteger(5000);
            loop.execute(new Runnable() {
                @Override
                public void run() {
                    if (left.decrementAndGet() > 0) {
                        loop.execute(this);
                    }
                }
            });
            long before = network.wakeups.get();
            loop.runUntil(() -> left.get() == 0);
            assertThat(network.wakeups.get() - before).isZero();
        }
    }

    @Test
    @DisplayName(
            "L6 L7 of 100,000 tasks from four threads with random pauses none is lost, and wake-ups are fewer than turns")
    void shouldLoseNoTaskAndWakeNoMoreThanOnceATurn() throws Exception {
        WatchedProvider network = WatchedProvider.real();
        int posters = 4;
        int each = 25_000;
        CountDownLatch all = new CountDownLatch(posters * each);
        EventLoop loop = new EventLoop(network, System::nanoTime, Runnable::run);
        try (RunningLoop running = new RunningLoop(loop)) {
            inThreads(posters, poster -> {
                SplittableRandom random = new SplittableRandom(poster);
                for (int i = 0; i < each; i++) {
                    loop.execute(all::countDown);
                    for (int pause = random.nextInt(200); pause > 100; pause--) {
                        Thread.onSpinWait();
                    }
                }
            });
            assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
            loop.stop();
            running.awaitEnd();
            assertThat(network.wakeups.get()).isLessThanOrEqualTo(loop.turnNumber() + 1);
        }
    }

    @Test
    @DisplayName("L7 a task that comes just as the loop falls asleep is run at once, 20,000 times in a row")
    void shouldLoseNoTaskThatComesAsItFallsAsleep() throws Exception {
        try (RunningLoop running = new RunningLoop()) {
            AtomicInteger answered = new AtomicInteger();
            SplittableRandom random = new SplittableRandom(7);
            for (int i = 1; i <= 20_000; i++) {
                int number = i;
                running.loop.execute(() -> answered.set(number));
                long deadline = System.nanoTime() + 5_000_000_000L;
                while (answered.get() != number && System.nanoTime() - deadline < 0) {
                    Thread.onSpinWait();
                }
                assertThat(answered).hasValue(number);
                for (int pause = random.nextInt(100); pause > 0; pause--) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    @DisplayName(
            "O3 a task that posts itself again for ever neither starves a ready channel nor a timer, nor keeps the loop from stopping")
    void shouldServeOthersAndStopWhileATaskPostsItselfForEver() throws IOException {
        ManualClock clock = new ManualClock();
        try (EventLoop loop = new EventLoop(SelectorProvider.provider(), clock, Runnable::run)) {
            AtomicInteger served = new AtomicInteger();
            loop.execute(new Runnable() {
                @Override
                public void run() {
                    clock.advance(Duration.ofNanos(1));
                    loop.execute(this);
                }
            });
            try (ReadyPipe pipe = ReadyPipe.ready(loop, key -> served.incrementAndGet())) {
                loop.schedule(Duration.ofNanos(10_000), loop::stop);
                loop.run();
                assertThat(pipe.key.isValid()).isTrue();
            }
            assertThat(loop.turnNumber()).isBetween(5L, 20L);
            assertThat(served.get()).isEqualTo((int) loop.turnNumber());
        }
    }

    @Test
    @DisplayName("O3 another thread stops it while two tasks post themselves and each other for ever")
    void shouldStopForAnotherThreadWhileTasksPostThemselves() throws Exception {
        try (RunningLoop running = new RunningLoop()) {
            Runnable again = new Runnable() {
                @Override
                public void run() {
                    running.loop.execute(this);
                }
            };
            running.loop.execute(again);
            running.loop.execute(again);
            running.call(() -> {});
            running.loop.stop();
            running.awaitEnd();
        }
    }

    @Test
    void shouldKeepATaskPostedBeforeAnybodyRunsTheLoop() throws Exception {
        EventLoop loop = new EventLoop();
        CountDownLatch ran = new CountDownLatch(1);
        loop.execute(ran::countDown);
        try (RunningLoop running = new RunningLoop(loop)) {
            assertThat(ran.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(running.loop.isRunning()).isTrue();
        }
    }
}
