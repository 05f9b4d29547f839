package dev.selkie.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.connection.Budget;
import dev.selkie.connection.CloseReason;
import dev.selkie.server.ServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Echo in a hostile network, by seed: {@code mvn -pl core test -Dtest=EchoSeedsTest -Dselkie.seeds=100000}; one of them
 * again: {@code -Dselkie.firstSeed=N -Dselkie.seeds=1}.
 */
class EchoSeedsTest {

    private static long run(long seed) throws IOException {
        var world = new EchoWorld(new SimulatedNetwork(seed));
        world.clients(seed);
        world.pass(Duration.ofMinutes(15));
        world.checkNothingIsBroken();
        world.checkTheHealthyGotEverything();
        world.checkAHealthyClientIsServed();
        world.close();
        return world.network.traceHash();
    }

    private static long runWithLittleMemory(long seed) throws IOException {
        var world = new EchoWorld(
                new SimulatedNetwork(seed), ServerOptions.defaults().withBudget(new Budget(8_000, 12_000)));
        world.clients(seed);
        world.pass(Duration.ofMinutes(15));
        world.checkNothingIsBroken();
        world.checkTheHealthyGotEverythingButTheOverloaded();
        world.checkAHealthyClientIsServed();
        long overloaded = world.server.counters().closed(CloseReason.OVERLOADED);
        world.close();
        return overloaded;
    }

    private static void runWithOnePlace(long seed) throws IOException {
        var world = new EchoWorld(
                new SimulatedNetwork(seed), ServerOptions.defaults().withMaxConnections(1));
        world.clients(seed);
        var mostOpen = new AtomicLong();
        world.loop.addTurnListener(
                () -> mostOpen.accumulateAndGet(world.server.counters().open(), Math::max));
        world.pass(Duration.ofMinutes(60)); // those who do not read are waited for
        assertThat(mostOpen.get()).isEqualTo(1);
        world.checkNothingIsBroken();
        world.checkTheHealthyGotEverything();
        world.checkAHealthyClientIsServed();
        world.close();
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS) // for as many seeds as one likes
    @DisplayName("B1, B23, B27: every client gets its own bytes back, whatever the network does")
    void shouldEchoWhateverTheNetworkDoes() {
        Seeds.each(EchoSeedsTest.class, EchoSeedsTest::run);
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS)
    void shouldEchoWhateverTheNetworkDoesWhileMemoryIsShort() {
        var overloaded = new AtomicLong();
        Seeds.each(EchoSeedsTest.class, seed -> overloaded.addAndGet(runWithLittleMemory(seed)));
        assertThat(overloaded.get())
                .as("connections closed for want of memory")
                .isGreaterThan(Seeds.areMany() ? 0 : -1);
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS)
    void shouldEchoToOneAfterAnotherWhateverTheNetworkDoes() {
        Seeds.each(EchoSeedsTest.class, EchoSeedsTest::runWithOnePlace);
    }

    @Test
    void shouldRunTheSameForTheSameSeedAndNotForAnother() throws IOException {
        for (long seed = 0; seed < 50; seed++) {
            assertThat(run(seed)).isEqualTo(run(seed)).isNotEqualTo(run(seed + 1));
        }
    }
}
