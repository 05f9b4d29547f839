package dev.selkie.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract 8: the loop sleeps to the nearest deadline, or until it is woken, and never ticks. */
class EventLoopSleepTest {
    private final ManualClock clock = new ManualClock();
    private final WatchedProvider network = WatchedProvider.advancing(clock);
    private final EventLoop loop = new EventLoop(network, clock, Runnable::run);

    EventLoopSleepTest() throws IOException {}

    @AfterEach
    void closeLoop() throws IOException {
        loop.close();
    }

    @Test
    void shouldSleepForEverWhenNothingIsScheduled() throws IOException {
        loop.runOnce();
        assertThat(network.waits).containsExactly(WatchedProvider.FOR_EVER);
    }

    @Test
    void shouldSleepToTheNearestTimer() throws IOException {
        AtomicBoolean ran = new AtomicBoolean();
        loop.schedule(Duration.ofSeconds(5), () -> {});
        loop.schedule(Duration.ofSeconds(3), () -> ran.set(true));
        loop.runOnce();
        assertThat(network.waits).containsExactly(3000L);
        assertThat(ran).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "500000, 1", "999999, 1", "1000000, 1", "1000001, 2", "2000000, 2"})
    void shouldRoundTheWaitUpSoThatNoTurnOnlyLooks(long delayNanos, long waitMillis) throws IOException {
        AtomicBoolean ran = new AtomicBoolean();
        loop.schedule(Duration.ofNanos(delayNanos), () -> ran.set(true));
        loop.runOnce();
        assertThat(network.waits).containsExactly(waitMillis);
        assertThat(ran).isTrue();
    }

    @Test
    void shouldOnlyLookWhenATimerIsOverdue() throws IOException {
        loop.schedule(Duration.ofMillis(1), () -> {});
        clock.advance(Duration.ofSeconds(1));
        loop.runOnce();
        assertThat(network.waits).containsOnly(WatchedProvider.NOW);
    }

    @Test
    void shouldOnlyLookWhenATaskWaits() throws IOException {
        loop.execute(() -> {});
        loop.runOnce();
        loop.runOnce();
        assertThat(network.waits).containsExactly(WatchedProvider.NOW, WatchedProvider.FOR_EVER);
    }

    @Test
    void shouldWaitNoLongerThanItIsTold() throws IOException {
        loop.schedule(Duration.ofHours(1), () -> {});
        loop.runOnce(Duration.ofMillis(7));
        loop.runOnce(Duration.ofNanos(1));
        loop.runOnce(Duration.ZERO);
        loop.runOnce(Duration.ofSeconds(-1));
        assertThat(network.waits).containsExactly(7L, 1L, WatchedProvider.NOW, WatchedProvider.NOW);
    }

    @Test
    void shouldTakeATimeThatNoClockReachesForAVeryLongOne() throws IOException {
        loop.runOnce(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(network.waits.get(0))
                .satisfiesAnyOf(
                        wait -> assertThat(wait).isEqualTo(WatchedProvider.FOR_EVER),
                        wait -> assertThat(wait)
                                .isGreaterThan(Duration.ofDays(36_500).toMillis()));
    }

    @Test
    void shouldSleepForEverAgainWhenTheLastTimerIsCancelled() throws IOException {
        Timer timer = loop.schedule(Duration.ofSeconds(1), () -> {});
        timer.cancel();
        loop.runOnce();
        assertThat(network.waits).containsExactly(WatchedProvider.FOR_EVER);
    }

    @Test
    void shouldNotTurnAtAllForATimerThatIsFarAway() throws Exception {
        try (RunningLoop running = new RunningLoop()) {
            CountDownLatch turned = new CountDownLatch(1);
            running.call(() -> {
                running.loop.schedule(Duration.ofHours(1), () -> {});
                long turn = running.loop.turnNumber();
                running.loop.addTurnListener(() -> {
                    if (running.loop.turnNumber() > turn) {
                        turned.countDown();
                    }
                });
            });
            assertThat(turned.await(200, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    @Test
    @DisplayName("a timer in half a millisecond of real time does not make the loop spin until then")
    void shouldNotSpinTowardsATimer() throws IOException {
        try (EventLoop real = new EventLoop()) {
            for (int i = 0; i < 20; i++) {
                AtomicBoolean ran = new AtomicBoolean();
                long before = real.turnNumber();
                real.schedule(Duration.ofNanos(500_000), () -> ran.set(true));
                real.runUntil(ran::get);
                assertThat(real.turnNumber() - before).isLessThanOrEqualTo(3);
            }
        }
    }
}
