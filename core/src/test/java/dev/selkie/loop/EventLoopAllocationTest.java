package dev.selkie.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a turn costs the heap: nothing. */
class EventLoopAllocationTest {
    private static final int WARM_UP_TURNS = 20_000;
    private static final int TURNS = 100_000;

    private long served;

    private interface Body {
        void run(int turns) throws IOException;
    }

    private static double bytesPerTurn(Body body) throws IOException {
        body.run(WARM_UP_TURNS);
        AllocatedBytes.ofCurrentThread();
        long before = AllocatedBytes.ofCurrentThread();
        body.run(TURNS);
        return (AllocatedBytes.ofCurrentThread() - before) / (double) TURNS;
    }

    @Test
    void shouldAllocateNothingInATurn() throws IOException {
        try (EventLoop loop = new EventLoop()) {
            Runnable deferred = () -> served++;
            Timer timer = loop.timer(() -> served++);
            loop.addTurnListener(() -> served++);
            ReadyHandler handler = key -> {
                served++;
                loop.defer(deferred);
                timer.armAt(loop.turnNanoTime());
            };
            try (ReadyPipe pipe = ReadyPipe.ready(loop, handler)) {
                assertThat(bytesPerTurn(turns -> {
                            long end = loop.turnNumber() + turns;
                            loop.runUntil(() -> loop.turnNumber() == end);
                        }))
                        .as("bytes per turn, of a ready channel, a timer, a deferred call and a listener")
                        .isLessThan(1);
                assertThat(pipe.key.isValid()).isTrue();
            }
            assertThat(served).isEqualTo(4L * (WARM_UP_TURNS + TURNS));
        }
    }

    @Test
    void shouldAllocateNothingToArmATimerAfterADelay() throws IOException {
        try (EventLoop loop = new EventLoop()) {
            Duration delay = Duration.ofMinutes(1);
            Timer timer = loop.timer(() -> {});
            assertThat(bytesPerTurn(turns -> {
                        for (int i = 0; i < turns; i++) {
                            timer.armAfter(delay);
                        }
                    }))
                    .as("bytes per armAfter")
                    .isLessThan(1);
        }
    }

    @Test
    void shouldAllocateNothingInAStepThatIsBounded() throws IOException {
        try (EventLoop loop = new EventLoop()) {
            assertThat(bytesPerTurn(turns -> {
                        for (int i = 0; i < turns; i++) {
                            loop.runOnce(Duration.ZERO);
                        }
                    }))
                    .as("bytes per runOnce(Duration)")
                    .isLessThan(1);
        }
    }
}
