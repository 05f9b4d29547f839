package dev.selkie.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What blocks the loop is named. */
class SlowCallsTest {
    private static final Duration JUST_NOT_SLOW = Duration.ofMillis(100);
    private static final Duration SLOW = Duration.ofMillis(101);

    private final ManualClock clock = new ManualClock(Long.MAX_VALUE - 1_000);

    private EventLoop loop() throws IOException {
        return new EventLoop(WatchedProvider.advancing(new ManualClock()), clock, Runnable::run);
    }

    /** A task of a class of its own. */
    private final class Blocking implements Runnable {
        private final Duration time;

        Blocking(Duration time) {
            this.time = time;
        }

        @Override
        public void run() {
            clock.advance(time);
        }
    }

    private void block(EventLoop loop, Duration... times) throws IOException {
        for (Duration time : times) {
            loop.execute(new Blocking(time));
        }
        loop.runOnce(Duration.ZERO);
    }

    @Test
    @DisplayName("L8: what has blocked the loop for a second is named")
    void shouldNameWhatHasBlockedTheLoop() throws IOException {
        try (var log = new CapturedLog(EventLoop.class);
                EventLoop loop = loop()) {
            loop.execute(() -> {});
            block(loop, SLOW, Duration.ofSeconds(2));
            assertThat(log.warnings()).hasSize(1);
            assertThat(log.warnings().get(0))
                    .contains("blocked 2 times for 2101 ms in all, for 2000 ms by " + Blocking.class.getName());
        }
    }

    @Test
    @DisplayName("L8: many that block a little are as bad as one")
    void shouldAddUpWhatIsSlowAndNotWhatIsNot() throws IOException {
        try (var log = new CapturedLog(EventLoop.class);
                EventLoop loop = loop()) {
            for (int i = 0; i < 100; i++) {
                block(loop, JUST_NOT_SLOW, JUST_NOT_SLOW);
            }
            for (int i = 0; i < 9; i++) {
                block(loop, SLOW);
            }
            assertThat(log.warnings()).isEmpty();
            block(loop, SLOW);
            assertThat(log.warnings()).hasSize(1);
        }
    }

    @Test
    @DisplayName("L8: once a minute")
    void shouldSayItOnceAMinute() throws IOException {
        try (var log = new CapturedLog(EventLoop.class);
                EventLoop loop = loop()) {
            for (int i = 0; i < 59; i++) {
                block(loop, Duration.ofSeconds(1));
            }
            assertThat(log.warnings()).hasSize(1);
            block(loop, Duration.ofSeconds(2));
            assertThat(log.warnings()).hasSize(2);
            assertThat(log.warnings().get(1)).contains("blocked 59 times for 60000 ms");
        }
    }

    @Test
    void shouldNotTakeTheWaitForWork() throws IOException {
        try (var log = new CapturedLog(EventLoop.class)) {
            var loop = new EventLoop(WatchedProvider.advancing(clock), clock, Runnable::run);
            loop.schedule(Duration.ofMinutes(1), () -> {});
            loop.runOnce();
            loop.runOnce(Duration.ZERO);
            clock.advance(Duration.ofHours(1)); // nobody runs it
            loop.execute(() -> {});
            loop.runOnce();
            clock.advance(Duration.ofHours(1));
            loop.addCloseListener(() -> {});
            loop.close();
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    void shouldGoOnWhenTheLogThrows() throws IOException {
        try (var log = new CapturedLog(EventLoop.class);
                EventLoop loop = loop()) {
            log.breakDown();
            block(loop, Duration.ofSeconds(2));
            block(loop, Duration.ofSeconds(2));
            assertThat(loop.turnNumber()).isEqualTo(2);
        }
    }

    private static final class Slow extends Script {
        private Stage stage;
        private boolean inSetup;

        @Override
        protected void onSetup() {
            if (inSetup) {
                stage.passTimeIn(Duration.ofSeconds(2));
            }
        }

        @Override
        protected void onHandle(ByteBuffer received) {
            received.position(received.limit());
            stage.passTimeIn(Duration.ofSeconds(2));
        }
    }

    @Test
    @DisplayName("L8: the handler is named, whichever callback it is that blocks")
    void shouldNameTheHandler() throws IOException {
        for (boolean inSetup : new boolean[] {true, false}) {
            var handler = new Slow();
            try (var log = new CapturedLog(EventLoop.class);
                    var stage = new Stage(() -> handler)) {
                handler.stage = stage;
                handler.inSetup = inSetup;
                stage.connect().send(inSetup ? "" : "x");
                stage.stepUntil(() -> handler.events().size() == (inSetup ? 1 : 2));
                stage.step();
                assertThat(log.warnings()).hasSize(1);
                assertThat(log.warnings().get(0)).contains("for 2000 ms by " + Slow.class.getName());
            }
        }
    }
}
