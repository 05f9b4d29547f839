package dev.selkie.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.connection.Budget;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Echo of datagrams in a hostile network, by seed: {@code mvn -pl core test -Dtest=UdpSeedsTest -Dselkie.seeds=100000}; one
 * of them again: {@code -Dselkie.firstSeed=N -Dselkie.seeds=1}.
 */
class UdpSeedsTest {
    private static final List<Supplier<? extends Throwable>> FAILURES = List.of(
            () -> new IOException("planned"),
            () -> new IllegalStateException("planned"),
            () -> new AssertionError("planned"),
            () -> new OutOfMemoryError("planned"));

    /** What a server needs to come into being, and what ends its loop by right. */
    private static final Set<String> NOT_SURVIVED =
            Set.of("open", "bind", "select", "configureBlocking", "setOption", "register");

    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    private long run(long seed, Conditions conditions, Budget budget) throws IOException {
        var world = new UdpWorld(new SimulatedNetwork(seed, conditions), budget);
        world.clients(seed);
        world.pass(Duration.ofMinutes(1));
        world.checkEveryAnswerWasAskedFor();
        world.checkTheNumbers();
        world.checkNothingIsLeft();
        world.checkItStalls();
        if (conditions != Conditions.HOSTILE) {
            world.checkEveryoneWasAnswered();
        }
        answers.addAndGet(world.answers());
        dropped.addAndGet(world.server.datagrams().dropped());
        world.close();
        assertThat(world.errors).isEmpty();
        return world.network.traceHash();
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS) // for as many seeds as one likes
    void shouldAnswerOnlyWhatWasAskedWhateverTheNetworkDoes() {
        Seeds.each(UdpSeedsTest.class, seed -> run(seed, Conditions.HOSTILE, new Budget()));
        assertThat(answers.get()).isGreaterThan(Seeds.areMany() ? Seeds.COUNT : -1);
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS)
    void shouldAnswerEverythingWhereNothingIsLost() {
        int roomForAll = 64 * 1024 * 1024;
        var slow = new Conditions(Duration.ofMillis(20), roomForAll, roomForAll, true, true, false);
        Seeds.each(UdpSeedsTest.class, seed -> run(seed, slow, new Budget()));
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS)
    void shouldDropAndSayItWhileMemoryIsShort() {
        Seeds.each(UdpSeedsTest.class, seed -> run(seed, Conditions.HOSTILE, new Budget(2_000, 3_000)));
        assertThat(dropped.get()).isGreaterThan(Seeds.areMany() ? 0 : -1);
    }

    @Test
    void shouldRunTheSameForTheSameSeedAndNotForAnother() throws IOException {
        for (long seed = 0; seed < 50; seed++) {
            assertThat(run(seed, Conditions.HOSTILE, new Budget()))
                    .isEqualTo(run(seed, Conditions.HOSTILE, new Budget()))
                    .isNotEqualTo(run(seed + 1, Conditions.HOSTILE, new Budget()));
        }
    }

    private static UdpWorld world() throws IOException {
        var world = new UdpWorld(new SimulatedNetwork(7), new Budget());
        world.client(new Random(7), 20, Duration.ofMillis(50));
        return world;
    }

    @Test
    void shouldServeOnWhateverFails() throws IOException {
        UdpWorld calm = world();
        calm.pass(Duration.ofSeconds(10));
        List<String> broken = new ArrayList<>();
        int runs = 0;
        for (String operation : calm.network.operations()) {
            for (Supplier<? extends Throwable> failure : FAILURES) {
                boolean failed = !NOT_SURVIVED.contains(operation);
                for (int call = 1; failed; call++) {
                    UdpWorld world = world();
                    world.network.fail(operation, call, failure);
                    runs++;
                    try {
                        world.pass(Duration.ofSeconds(10));
                        failed = world.network.hasFailed();
                        long before = world.server.datagrams().received();
                        world.client(new Random(1), 50, Duration.ofMillis(50));
                        world.pass(Duration.ofSeconds(10));
                        assertThat(world.server.datagrams().received()).isGreaterThan(before);
                        world.checkEveryAnswerWasAskedFor();
                        world.checkNothingIsLeft();
                        world.close();
                    } catch (Throwable thrown) {
                        broken.add(operation + " " + call + " " + failure.get() + ": " + thrown);
                        failed = world.network.hasFailed() && call < 1_000;
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(runs).isGreaterThan(100);
        assertThat(calm.network.operations()).contains("receive", "send");
    }
}
