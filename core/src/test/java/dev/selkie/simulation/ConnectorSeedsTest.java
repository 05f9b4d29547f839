package dev.selkie.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selkie.server.ConnectorOptions;
import dev.selkie.server.TcpServer;
import dev.selkie.testing.Script;
import dev.selkie.testing.VirtualTime;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients in a hostile network, by seed: {@code mvn -pl core test -Dtest=ConnectorSeedsTest -Dselkie.seeds=100000}; one of
 * them again: {@code -Dselkie.firstSeed=N -Dselkie.seeds=1}.
 */
class ConnectorSeedsTest {
    private static final long FIRST = Long.getLong("selkie.firstSeed", 0);
    private static final long COUNT = Long.getLong("selkie.seeds", 2_000);
    private static final InetSocketAddress NOBODY = new InetSocketAddress("127.0.0.1", 9);

    private static final Set<String> EVERY_OUTCOME = Set.of(
            "connected",
            "cancelled",
            "java.io.IOException", // given up when the connector was closed
            "java.net.ConnectException",
            "java.net.SocketTimeoutException",
            "java.net.UnknownHostException");

    /** Time-outs shorter than the network's longest delay, queues shorter than the crowd. */
    private static ConnectorWorld world(long seed) throws IOException {
        var random = new Random(seed);
        var options = ConnectorOptions.defaults()
                .withTimeout(Duration.ofMillis(1 + random.nextInt(random.nextBoolean() ? 40 : 2_000)))
                .withAttempts(1 + random.nextInt(4))
                .withRetryDelay(Duration.ofMillis(1 + random.nextInt(50)), Duration.ofMillis(60));
        return new ConnectorWorld(new SimulatedNetwork(seed), options, 1 + random.nextInt(5));
    }

    private static long run(long seed, Set<String> outcomes) throws IOException {
        ConnectorWorld world = world(seed);
        world.asks(seed);
        world.runToTheEnd();
        world.checkNothingIsLeft();
        world.checkAnswersAreWhole();
        world.close();
        outcomes.addAll(world.outcomes());
        return world.network.traceHash();
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS) // for as many seeds as one likes
    void shouldLeaveNothingWhateverTheNetworkDoes() {
        Set<String> outcomes = new TreeSet<>();
        for (long seed = FIRST; seed < FIRST + COUNT; seed++) {
            try {
                run(seed, outcomes);
            } catch (Throwable failure) {
                throw new AssertionError(
                        failure.getMessage() + "; again: mvn -pl core test -Dtest=ConnectorSeedsTest"
                                + " -Dselkie.firstSeed=" + seed + " -Dselkie.seeds=1",
                        failure);
            }
        }
        assertThat(COUNT < 1_000 || outcomes.equals(EVERY_OUTCOME))
                .as("%s", outcomes)
                .isTrue();
    }

    @Test
    void shouldLeaveNothingWhenTheLoopIsClosedInTheMiddle() throws IOException {
        for (long seed = FIRST; seed < FIRST + COUNT / 4; seed++) {
            ConnectorWorld world = world(seed);
            world.asks(seed);
            VirtualTime.pass(world.loop, Duration.ofMillis(new Random(seed).nextInt(100)));
            world.loop.close();
            world.close();
        }
    }

    @Test
    void shouldRunTheSameForTheSameSeed() throws IOException {
        for (long seed = 0; seed < 50; seed++) {
            assertThat(run(seed, new TreeSet<>())).isEqualTo(run(seed, new TreeSet<>()));
        }
    }

    @Test
    void shouldBringEveryQuestionToItsAnswerWhereThereIsTime() throws IOException {
        for (long seed = 0; seed < 300; seed++) {
            var world = new ConnectorWorld(new SimulatedNetwork(seed), ConnectorOptions.defaults(), 100);
            var random = new Random(seed);
            List<ConnectorWorld.Asker> askers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                askers.add(world.ask(random, world.server.serverAddress(), null));
            }
            world.runToTheEnd();
            assertThat(askers).allMatch(ConnectorWorld.Asker::isConnected);
            world.checkTheConnectedHeardAll();
            world.checkNothingIsLeft();
            world.close();
        }
    }

    private static final List<Supplier<? extends Throwable>> FAILURES = List.of(
            () -> new IOException("planned"),
            () -> new IllegalStateException("planned"),
            () -> new AssertionError("planned"),
            () -> new OutOfMemoryError("planned"));

    /** No operation is called more often than this before the server serves: these faults never come. */
    private static final int CALLS_BEFORE = 20;

    @Test
    void shouldLeaveNothingWhateverCallFails() throws IOException {
        List<String> broken = new ArrayList<>();
        int runs = 0;
        for (String operation : List.of(
                "open",
                "configureBlocking",
                "setOption",
                "connect",
                "finishConnect",
                "register",
                "read",
                "write",
                "shutdownOutput",
                "close")) {
            for (Supplier<? extends Throwable> failure : FAILURES) {
                boolean failed = true;
                for (int call = 1; failed || call <= CALLS_BEFORE; call++) {
                    var network = new SimulatedNetwork(7);
                    var world = new ConnectorWorld(network, ConnectorOptions.defaults(), 100);
                    int calls = call;
                    runs++;
                    try {
                        network.fail(operation, calls, failure);
                        var random = new Random(7);
                        world.ask(random, world.server.serverAddress(), null);
                        world.ask(random, InetSocketAddress.createUnresolved("server", NOBODY.getPort()), null);
                        world.ask(random, NOBODY, null);
                        world.runToTheEnd();
                        failed = network.hasFailed();
                        world.checkNothingIsLeft();
                        world.close();
                    } catch (Throwable thrown) {
                        broken.add(operation + " " + calls + " " + failure.get() + ": " + thrown);
                        failed = network.hasFailed() && call < 1_000;
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(runs).isGreaterThan(100);
    }

    // ---- time

    private static ConnectorWorld calm(ConnectorOptions options) throws IOException {
        return new ConnectorWorld(new SimulatedNetwork(1, Conditions.CALM), options, 100);
    }

    private static Duration timeOf(ConnectorWorld world, SocketAddress address, Class<? extends Throwable> outcome)
            throws IOException {
        var connecting = world.connector.connect(address, Script::new);
        world.runToTheEnd();
        assertThatThrownBy(connecting::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(outcome);
        return Duration.ofNanos(world.network.nanoTime());
    }

    @Test
    void shouldTryAgainAfterPausesThatDouble() throws IOException {
        var options = ConnectorOptions.defaults()
                .withAttempts(6)
                .withRetryDelay(Duration.ofMillis(100), Duration.ofMillis(500));
        ConnectorWorld world = calm(options);
        var unknown = InetSocketAddress.createUnresolved("nobody", 9);
        assertThat(timeOf(world, unknown, UnknownHostException.class))
                .isEqualTo(Duration.ofMillis(100 + 200 + 400 + 500 + 500));
        assertThat(world.lookUps()).isEqualTo(6);
    }

    @Test
    void shouldNotWaitForARetryThatComesTooLate() throws IOException {
        var options =
                ConnectorOptions.defaults().withAttempts(100).withRetryDelay(Duration.ofSeconds(1), Duration.ofDays(1));
        assertThat(timeOf(calm(options), NOBODY, ConnectException.class)).isEqualTo(Duration.ofSeconds(1 + 2 + 4));
    }

    @Test
    void shouldNotWaitAnyMoreForARetryThatWasCancelled() throws IOException {
        var options = ConnectorOptions.defaults()
                .withTimeout(Duration.ofDays(1))
                .withAttempts(2)
                .withRetryDelay(Duration.ofHours(1), Duration.ofHours(1));
        ConnectorWorld world = calm(options);
        var connecting = world.connector.connect(NOBODY, Script::new);
        world.network.after(Duration.ofSeconds(1), () -> connecting.cancel(true));
        world.runToTheEnd();
        assertThat(connecting).isCancelled();
        assertThat(Duration.ofNanos(world.network.nanoTime())).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldReachAServerThatComesLater() throws IOException {
        ConnectorWorld world = calm(ConnectorOptions.defaults().withAttempts(10));
        var connecting = world.connector.connect(NOBODY, Script::new);
        var came = new ArrayList<TcpServer>();
        world.network.after(Duration.ofSeconds(2), () -> {
            try {
                came.add(new TcpServer(world.loop, NOBODY, Script::new));
                came.get(0).serveForever();
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        });
        while (!connecting.isDone()) {
            world.loop.runOnce();
        }
        assertThat(connecting.join().remoteAddress()).isEqualTo(NOBODY);
        assertThat(Duration.ofNanos(world.network.nanoTime())).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(5));
        came.get(0).close(Duration.ZERO);
        world.close();
    }

    @Test
    void shouldNotSimulateUnixSockets() throws IOException {
        ConnectorWorld world = calm(ConnectorOptions.defaults());
        assertThatThrownBy(() -> world.network.openServerSocketChannel(StandardProtocolFamily.UNIX))
                .isInstanceOf(UnsupportedOperationException.class);
        var connecting = world.connector.connect(UnixDomainSocketAddress.of("s"), Script::new);
        world.runToTheEnd();
        assertThatThrownBy(connecting::join).hasCauseInstanceOf(UnsupportedOperationException.class);
        world.checkNothingIsLeft();
    }
}
