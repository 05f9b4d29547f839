package dev.selkie.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.server.ServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The n-th call of each operation of the network fails, for every n until none does. The rest is served all the same. */
class NthCallTest {
    private static final List<Supplier<? extends Throwable>> FAILURES = List.of(
            () -> new IOException("planned"),
            () -> new IllegalStateException("planned"),
            () -> new AssertionError("planned"),
            () -> new OutOfMemoryError("planned"));

    /** What a server needs to come into being, and what ends its loop by right. */
    private static final Set<String> NOT_SURVIVED = Set.of("open", "bind", "select");

    private static final List<Supplier<? extends Throwable>> NONE = List.of();

    /** The first calls of an operation may have been made when the world was, and cannot fail any more. */
    private static final int MOST_AT_START = 50;

    private static EchoWorld world(ServerOptions options) throws IOException {
        var world = new EchoWorld(new SimulatedNetwork(7), options);
        var random = new Random(7);
        world.client(random, Duration.ZERO, 3_000, EchoWorld.End.HEALTHY);
        world.client(random, Duration.ofMillis(5), 3_000, EchoWorld.End.HEALTHY);
        world.client(random, Duration.ofMillis(10), 3_000, EchoWorld.End.RESET);
        world.client(random, Duration.ofMillis(15), 3_000, EchoWorld.End.CLOSE);
        return world;
    }

    private static void finish(EchoWorld world) throws IOException {
        world.pass(Duration.ofMinutes(15));
        world.checkAHealthyClientIsServed();
        world.checkNothingIsBroken();
        world.close();
    }

    @Test
    @DisplayName("A3, A4, A12: whichever call fails, of accepting or of serving, and however")
    void shouldServeOnWhateverFails() throws IOException {
        assertServesOn(ServerOptions.defaults());
    }

    /** One connection after another: a place that is lost would be the last. */
    @Test
    @DisplayName("A4, A8: no place is lost by a call that fails")
    void shouldLoseNoPlaceWhateverFails() throws IOException {
        assertServesOn(ServerOptions.defaults().withMaxConnections(1));
    }

    private static void assertServesOn(ServerOptions options) throws IOException {
        EchoWorld calm = world(options);
        calm.pass(Duration.ofMinutes(15));
        List<String> broken = new ArrayList<>();
        int runs = 0;
        for (String operation : calm.network.operations()) {
            for (Supplier<? extends Throwable> failure : NOT_SURVIVED.contains(operation) ? NONE : FAILURES) {
                boolean failed = false;
                boolean goesOn = true;
                for (int call = 1; goesOn; call++) {
                    EchoWorld world = world(options);
                    boolean failedBefore = failed;
                    world.network.fail(operation, call, failure);
                    runs++;
                    try {
                        world.pass(Duration.ofMinutes(15));
                        failed = world.network.hasFailed();
                        if (failed) {
                            finish(world);
                        }
                    } catch (Throwable thrown) {
                        broken.add(operation + " " + call + " " + failure.get() + ": " + thrown);
                        failed = world.network.hasFailed();
                    }
                    goesOn = call < (failed ? 1_000 : failedBefore ? 0 : MOST_AT_START);
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(runs).isGreaterThan(100);
        assertThat(calm.network.operations())
                .contains("accept", "read", "write", "close", "register", "configureBlocking", "setOption");
    }
}
