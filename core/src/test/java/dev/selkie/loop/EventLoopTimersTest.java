package dev.selkie.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timers on a loop with a clock that is moved by hand. */
class EventLoopTimersTest {
    private final ManualClock clock = new ManualClock();
    private final EventLoop loop = new EventLoop(SelectorProvider.provider(), clock, Runnable::run);
    private final List<String> ran = new ArrayList<>();

    EventLoopTimersTest() throws IOException {}

    @AfterEach
    void closeLoop() throws IOException {
        loop.close();
    }

    private void turnAfter(Duration time) throws IOException {
        clock.advance(time);
        loop.runOnce(Duration.ZERO);
    }

    @Test
    void shouldRunTimersInTheOrderOfTheirTimes() throws IOException {
        loop.schedule(Duration.ofMillis(30), () -> ran.add("30"));
        loop.schedule(Duration.ofMillis(10), () -> ran.add("10"));
        loop.schedule(Duration.ofMillis(20), () -> ran.add("20"));
        turnAfter(Duration.ofMillis(30));
        assertThat(ran).containsExactly("10", "20", "30");
    }

    @Test
    void shouldNeverRunATimerBeforeItsTime() throws IOException {
        Timer timer = loop.schedule(Duration.ofMillis(10), () -> ran.add("due"));
        turnAfter(Duration.ofNanos(9_999_999));
        assertThat(ran).isEmpty();
        assertThat(timer.isArmed()).isTrue();
        turnAfter(Duration.ofNanos(1));
        assertThat(ran).containsExactly("due");
        assertThat(timer.isArmed()).isFalse();
        turnAfter(Duration.ofDays(1));
        assertThat(ran).containsExactly("due");
    }

    @Test
    void shouldNotRunACancelledTimer() throws IOException {
        Timer timer = loop.schedule(Duration.ofMillis(10), () -> ran.add("cancelled"));
        timer.cancel();
        timer.cancel();
        turnAfter(Duration.ofSeconds(1));
        assertThat(ran).isEmpty();
        assertThat(timer.isArmed()).isFalse();
    }

    @Test
    void shouldMoveATimerThatIsArmedAgain() throws IOException {
        Timer timer = loop.timer(() -> ran.add("moved"));
        timer.armAfter(Duration.ofMillis(10));
        timer.armAfter(Duration.ofMillis(30));
        assertThat(timer.deadlineNanos()).isEqualTo(30_000_000);
        turnAfter(Duration.ofMillis(20));
        assertThat(ran).isEmpty();
        timer.armAt(clock.getAsLong());
        turnAfter(Duration.ZERO);
        assertThat(ran).containsExactly("moved");
        turnAfter(Duration.ofMillis(20));
        assertThat(ran).containsExactly("moved");
    }

    @Test
    void shouldRunATimerAsOftenAsItIsArmedInItsOwnCallback() throws IOException {
        Timer[] self = new Timer[1];
        self[0] = loop.schedule(Duration.ofMillis(10), () -> {
            ran.add("tick");
            self[0].armAfter(Duration.ofMillis(10));
        });
        for (int i = 0; i < 5; i++) {
            turnAfter(Duration.ofMillis(10));
        }
        assertThat(ran).hasSize(5);
    }

    @Test
    void shouldTakeACancelInTheTimersOwnCallbackForNothing() throws IOException {
        Timer[] self = new Timer[1];
        self[0] = loop.schedule(Duration.ofMillis(10), () -> {
            assertThat(self[0].isArmed()).isFalse();
            self[0].cancel();
            ran.add("once");
        });
        loop.schedule(Duration.ofMillis(10), () -> ran.add("other"));
        turnAfter(Duration.ofMillis(10));
        assertThat(ran).containsExactlyInAnyOrder("once", "other");
    }

    @Test
    void shouldNotRunATimerThatAnotherDueTimerCancels() throws IOException {
        Timer later = loop.schedule(Duration.ofMillis(11), () -> ran.add("later"));
        loop.schedule(Duration.ofMillis(10), () -> {
            ran.add("first");
            later.cancel();
        });
        turnAfter(Duration.ofMillis(20));
        assertThat(ran).containsExactly("first");
    }

    @Test
    @DisplayName("L12 what is ready is called before a timer that came due during the same wait")
    void shouldCallWhatIsReadyBeforeDueTimers() throws IOException {
        loop.schedule(Duration.ofMillis(10), () -> ran.add("timer"));
        loop.execute(() -> ran.add("task"));
        try (ReadyPipe pipe = ReadyPipe.ready(loop, key -> ran.add("ready"))) {
            assertThat(pipe.key.isValid()).isTrue();
            turnAfter(Duration.ofSeconds(60));
        }
        assertThat(ran).containsExactly("ready", "timer", "task");
    }

    @Test
    @DisplayName("L9 timers that take long leave the turn to others after some of them")
    void shouldRunTimersForABoundedTimeInATurn() throws IOException {
        int[] ran = {0};
        for (int i = 0; i < 100; i++) {
            loop.schedule(Duration.ZERO, () -> {
                ran[0]++;
                clock.advance(Duration.ofMillis(1));
            });
        }
        loop.runOnce(Duration.ZERO);
        assertThat(ran[0]).isEqualTo(5);

        loop.runUntil(() -> ran[0] == 100);
    }

    @Test
    @DisplayName("L10 of 100,000 timers due at once each runs once, and a ready channel is served between")
    void shouldServeReadyChannelsBetweenTheTimersOfAStorm() throws IOException {
        int storm = 100_000;
        AtomicInteger fired = new AtomicInteger();
        AtomicInteger served = new AtomicInteger();
        for (int i = 0; i < storm; i++) {
            loop.schedule(Duration.ofMillis(i % 10), fired::incrementAndGet);
        }
        clock.advance(Duration.ofMillis(10));
        try (ReadyPipe pipe = ReadyPipe.ready(loop, key -> served.incrementAndGet())) {
            assertThat(pipe.key.isValid()).isTrue();
            loop.runUntil(() -> fired.get() == storm);
        }
        assertThat(loop.timers().size()).isZero();
        assertThat(served.get()).isEqualTo((int) loop.turnNumber()).isGreaterThan(50);
        loop.runOnce(Duration.ZERO);
        assertThat(fired).hasValue(storm);
    }

    @Test
    @DisplayName("L10 a cancelled timer leaves nothing behind")
    void shouldHoldNoCancelledTimer() {
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            timers.add(loop.schedule(Duration.ofHours(1), () -> {}));
        }
        timers.forEach(Timer::cancel);
        assertThat(loop.timers().size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE - 5_000_000, Long.MAX_VALUE, Long.MIN_VALUE, -5_000_000})
    @DisplayName("L11 a clock that overflows between two timers disturbs neither their order nor their times")
    void shouldSurviveTheOverflowOfTheClock(long startNanos) throws IOException {
        ManualClock overflowing = new ManualClock(startNanos);
        try (EventLoop late = new EventLoop(SelectorProvider.provider(), overflowing, Runnable::run)) {
            late.schedule(Duration.ofMillis(20), () -> ran.add("20"));
            late.schedule(Duration.ofMillis(1), () -> ran.add("1"));
            late.schedule(Duration.ofMillis(10), () -> ran.add("10"));
            overflowing.advance(Duration.ofMillis(1));
            late.runOnce(Duration.ZERO);
            assertThat(ran).containsExactly("1");
            overflowing.advance(Duration.ofMillis(19));
            late.runOnce(Duration.ZERO);
            assertThat(ran).containsExactly("1", "10", "20");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 5, Long.MIN_VALUE})
    @DisplayName("L11 a delay that no clock reaches is in the future, behind all others")
    void shouldPutADelayWithoutEndBehindAllOthers(long startNanos) throws IOException {
        ManualClock other = new ManualClock(startNanos);
        try (EventLoop late = new EventLoop(SelectorProvider.provider(), other, Runnable::run)) {
            Timer never = late.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> ran.add("never"));
            late.schedule(Duration.ofDays(365), () -> ran.add("in a year"));
            late.runOnce(Duration.ZERO);
            assertThat(ran).isEmpty();
            other.advance(Duration.ofDays(365));
            late.runOnce(Duration.ZERO);
            other.advance(Duration.ofDays(36_500));
            late.runOnce(Duration.ZERO);
            assertThat(ran).containsExactly("in a year");
            assertThat(never.isArmed()).isTrue();
        }
    }

    @Test
    void shouldRunATimerOfNoOrNegativeDelayInTheNextTurn() throws IOException {
        loop.schedule(Duration.ZERO, () -> ran.add("zero"));
        loop.schedule(Duration.ofDays(-1), () -> ran.add("negative"));
        loop.runOnce();
        assertThat(ran).containsExactlyInAnyOrder("zero", "negative");
    }

    @Test
    @DisplayName("L11 a delay that is more negative than nanoseconds can tell is a delay of nothing")
    void shouldTakeAHugeNegativeDelayForNone() {
        assertThatCode(() -> {
                    loop.schedule(Duration.ofSeconds(Long.MIN_VALUE), () -> ran.add("long ago"));
                    loop.runOnce();
                })
                .doesNotThrowAnyException();
        assertThat(ran).containsExactly("long ago");
    }

    @Test
    @DisplayName("L11 a delay of minus 200 years does not come behind one of plus 146")
    void shouldNotConfuseAnAncientTimeWithAFarOne() throws IOException {
        loop.schedule(Duration.ofDays(365 * 145), () -> ran.add("far"));
        loop.schedule(Duration.ofDays(-365 * 200), () -> ran.add("ancient"));
        loop.runOnce(Duration.ZERO);
        assertThat(ran).containsExactly("ancient");
    }

    @Test
    @DisplayName("a timer that arms itself for now runs once a turn, also while the clock stands still")
    void shouldRunATimerThatArmsItselfForNowInTheNextTurn() throws IOException {
        Timer[] self = new Timer[1];
        self[0] = loop.timer(() -> {
            ran.add("now");
            self[0].armAfter(Duration.ZERO);
        });
        self[0].armAfter(Duration.ZERO);
        loop.runOnce(Duration.ZERO);
        assertThat(ran.size()).isEqualTo(1);
        loop.runOnce(Duration.ZERO);
        assertThat(ran.size()).isEqualTo(2);
    }

    @Test
    void shouldTellTheTimeOfTheTurnUntilTheNextOne() throws IOException {
        turnAfter(Duration.ofMillis(3));
        clock.advance(Duration.ofMillis(4));
        assertThat(loop.turnNanoTime()).isEqualTo(3_000_000);
        assertThat(loop.nanoTime()).isEqualTo(7_000_000);
    }
}
