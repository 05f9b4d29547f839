package dev.selkie.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The heap of timers against a list that is searched from end to end. */
class TimersTest {
    @ParameterizedTest
    @CsvSource({
        "1, 0",
        "2, 0",
        "3, 0",
        "4, -1000",
        "5, 9223372036854775000",
        "6, 9223372036854775807",
        "7, -9223372036854775808"
    })
    void shouldDoWhatASortedListDoes(long seed, long startNanos) throws IOException {
        try (EventLoop loop = new EventLoop()) {
            SplittableRandom random = new SplittableRandom(seed);
            Timers timers = new Timers();
            List<Timer> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                all.add(new Timer(loop, () -> {}));
            }
            // The armed ones, with their time from the start.
            Map<Timer, Long> model = new IdentityHashMap<>();
            long now = 0;
            for (int step = 0; step < 20_000; step++) {
                Timer timer = all.get(random.nextInt(all.size()));
                switch (random.nextInt(5)) {
                    case 0, 1 -> {
                        long deadline = now + random.nextInt(-50, 200);
                        timers.arm(timer, startNanos + deadline);
                        model.put(timer, deadline);
                    }
                    case 2 -> {
                        timers.remove(timer);
                        model.remove(timer);
                    }
                    case 3 -> now += random.nextInt(10);
                    default -> takeOne(timers, model, startNanos, now);
                }
                assertThat(timers.size()).isEqualTo(model.size());
                assertThat(timer.isArmed()).isEqualTo(model.containsKey(timer));
                assertThat(timers.nanosToNext(startNanos + now)).isEqualTo(nanosToNext(model, now));
            }
            long end = now + 1000;
            while (!model.isEmpty()) {
                takeOne(timers, model, startNanos, end);
            }
            assertThat(timers.takeDue(startNanos + end, Long.MAX_VALUE)).isNull();
            assertThat(timers.size()).isZero();
        }
    }

    private static void takeOne(Timers timers, Map<Timer, Long> model, long startNanos, long now) {
        Timer due = timers.takeDue(startNanos + now, Long.MAX_VALUE);
        long nearest = model.values().stream().min(Long::compare).orElse(Long.MAX_VALUE);
        if (nearest > now) {
            assertThat(due).isNull();
        } else {
            assertThat(due).isNotNull();
            assertThat(model.remove(due)).isEqualTo(nearest);
            assertThat(due.isArmed()).isFalse();
        }
    }

    private static long nanosToNext(Map<Timer, Long> model, long now) {
        return model.values().stream()
                .min(Long::compare)
                .map(nearest -> Math.max(0, nearest - now))
                .orElse(Long.MAX_VALUE);
    }
}
