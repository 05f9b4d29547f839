package dev.selkie.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.simulation.Conditions;
import dev.selkie.simulation.SimulatedNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every bundled handler of streams in a hostile network, by seed: first with faults, when nothing wrong may come, then
 * without, when everything must end. The seeds are shared out among the handlers:
 * {@code mvn -pl core,handlers -am test -Dtest=HandlerSeedsTest -Dsurefire.failIfNoSpecifiedTests=false -Dselkie.seeds=100000}.
 */
@Timeout(value = 1, unit = TimeUnit.DAYS) // for as many seeds as one likes
class HandlerSeedsTest {
    /** Sockets of some bytes: whoever says more than a little would wait for minutes. */
    private static final Conditions NARROW = new Conditions(Duration.ofMillis(20), 1, 100, true, true, false);

    private static final Conditions WIDE = new Conditions(Duration.ofMillis(20), 512, 65_536, true, true, false);

    @TempDir
    private static Path folder;

    private static DiskModels disk;
    private static final Map<String, Supplier<Model>> MODELS = new LinkedHashMap<>();

    @BeforeAll
    static void open() throws IOException {
        disk = new DiskModels(folder);
        MODELS.putAll(Models.all());
        MODELS.putAll(disk.all());
    }

    @AfterAll
    static void close() {
        disk.close();
        MODELS.clear();
    }

    static Stream<String> handlers() {
        return MODELS.keySet().stream();
    }

    private static HandlerWorld run(Supplier<Model> model, long seed, boolean troubled) throws IOException {
        var random = new Random(seed);
        boolean much = random.nextBoolean();
        var world = new HandlerWorld(new SimulatedNetwork(seed, much ? WIDE : NARROW), model.get());
        world.clients(random, much);
        if (troubled) {
            world.trouble(random);
        }
        world.pass(Duration.ofSeconds(1));
        world.checkNothingIsWrong();
        world.endTrouble();
        world.pass(Duration.ofMinutes(15));
        end(world);
        return world;
    }

    private static void end(HandlerWorld world) throws IOException {
        world.checkNothingIsWrong();
        world.checkNothingIsLeft();
        world.checkTheHealthyAreAnswered();
        world.checkAHealthyClientIsServed();
        world.checkNothingIsWrong();
        world.checkNothingIsLeft();
        world.close();
        disk.clear();
    }

    @ParameterizedTest
    @MethodSource("handlers")
    void shouldAnswerRightlyOrNotAtAllAndThenEverybodyAgain(String name) {
        Supplier<Model> model = MODELS.get(name);
        long count = Seeds.share(MODELS.size());
        int[] faults = {0};
        Seeds.eachOf(count, HandlerSeedsTest.class, seed -> {
            try {
                faults[0] += run(model, seed, seed % 4 != 0).faults();
            } finally {
                disk.clear();
            }
        });
        assertThat(faults[0]).isGreaterThan(Seeds.areMany() ? (int) count / 20 : -1);
    }

    @Test
    void shouldRunTheSameForTheSameSeedAndNotForAnother() throws IOException {
        Supplier<Model> model = MODELS.get("robot");
        for (long seed = 0; seed < 20; seed++) {
            assertThat(run(model, seed, true).network.traceHash())
                    .isEqualTo(run(model, seed, true).network.traceHash())
                    .isNotEqualTo(run(model, seed + 1, true).network.traceHash());
        }
    }

    // ---- one call that fails

    /** The first calls of an operation may have been made when the world was, and cannot fail any more. */
    private static final int MOST_AT_START = 12;

    /** A peer's doing, and nobody's. */
    private static final List<Function<String, Throwable>> KINDS = List.of(IOException::new, OutOfMemoryError::new);

    private static HandlerWorld script(Supplier<Model> model) throws IOException {
        var world = new HandlerWorld(
                new SimulatedNetwork(7, new Conditions(Duration.ofMillis(3), 16_000, 65_536, false, false, false)),
                model.get());
        var random = new Random(7);
        for (HandlerWorld.End end : HandlerWorld.End.values()) {
            world.client(random, Duration.ofMillis(5), false, end);
        }
        return world;
    }

    @ParameterizedTest
    @MethodSource("handlers")
    void shouldServeOnWhicheverCallFails(String name) throws IOException {
        List<String> broken = new ArrayList<>();
        int failed = 0;
        for (String operation : HandlerWorld.OPERATIONS) {
            for (Function<String, Throwable> failure : KINDS) {
                boolean fails = true;
                for (int call = 1; fails || call < MOST_AT_START; call++) {
                    HandlerWorld world = script(MODELS.get(name));
                    world.fail(operation, call, failure);
                    try {
                        world.pass(Duration.ofMinutes(15));
                        world.endTrouble();
                        end(world);
                    } catch (Throwable thrown) {
                        broken.add(operation + " " + call + " " + failure.apply("planned") + ": " + thrown);
                    }
                    disk.clear();
                    fails = world.faults() > 0 && call < 1_000;
                    failed += world.faults();
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(failed).isGreaterThan(100);
    }
}
