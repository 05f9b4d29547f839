package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.loop.EventLoop;
import dev.selkie.server.ServerOptions;
import dev.selkie.server.TcpServer;
import dev.selkie.simulation.Conditions;
import dev.selkie.simulation.Peer;
import dev.selkie.simulation.SimulatedNetwork;
import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import dev.selkie.testing.VirtualTime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens to those who hold memory when it is short, and to those who do not. */
class PressureTest {
    private final List<Script> handlers = new ArrayList<>();
    private final SimulatedNetwork network = new SimulatedNetwork(1, Conditions.CALM);

    private Script noted(Script handler) {
        handlers.add(handler);
        return handler;
    }

    private static final class Holder extends Script {
        @Override
        protected void onHandle(ByteBuffer received) {
            // half a line: waits for more
        }
    }

    @Test
    void shouldNotCloseInnocentsForWhatOtherThreadsWroteAndTheLoopHasNotTakenYet() throws IOException {
        var options = ServerOptions.defaults().withBudget(new Budget(1_000_000, 1_500_000));
        try (var stage = new Stage(SelectorProvider.provider(), () -> noted(new Holder()), options)) {
            for (int i = 0; i < 10; i++) {
                stage.connect().send("half");
            }
            stage.stepUntil(() -> handlers.size() == 10
                    && handlers.stream().allMatch(h -> h.events().contains("handle half")));
            var readers = new ArrayList<Client>();
            for (int i = 0; i < 4; i++) {
                readers.add(stage.connect());
            }
            stage.stepUntil(() -> handlers.size() == 14);
            for (int i = 0; i < 4; i++) { // the sockets will take nearly all of it at once
                handlers.get(10 + i).peer().write(ByteBuffer.allocate(600_000));
            }
            stage.steps(5);
            assertThat(handlers.subList(0, 10)).as("each holds half a line").noneMatch(Script::isClosed);
        }
    }

    @Test
    void shouldReadAgainAConnectionThatBecameCongestedInACallbackInWhichAnotherGaveItsMemoryBack() throws IOException {
        EventLoop loop = simulatedLoop();
        var options = ServerOptions.defaults()
                .withBudget(new Budget(350_000, 10_000_000))
                .withConnection(ConnectionOptions.defaults()
                        .withMarks(500_000, 1_000_000)
                        .withWriteTimeout(Duration.ZERO));
        var server = new TcpServer(loop, new InetSocketAddress("127.0.0.1", 0), () -> noted(new Script()), options);
        server.serveForever();
        Peer a = network.connect(server.serverAddress()).reading(false);
        pass(loop, 10);
        Peer b = network.connect(server.serverAddress()).reading(false);
        pass(loop, 10);
        loop.execute(
                () -> handlers.get(1).peer().write(ByteBuffer.allocate(300_000))); // less than 200 KB wait: not tight
        pass(loop, 10);
        loop.execute(() -> handlers.get(0).peer().write(ByteBuffer.allocate(140_000))); // the network is full
        pass(loop, 100);
        assertThat(server.budget().isTight()).isFalse();
        loop.execute(() -> {
            handlers.get(1).peer().abort();
            handlers.get(0)
                    .peer()
                    .write(ByteBuffer.allocate(150_000)); // below its mark; tight until the other has gone
            handlers.get(0).peer().write(ByteBuffer.allocate(9_000));
        });
        pass(loop, 10);
        assertThat(server.budget().isTight()).isFalse();
        a.send(new byte[] {'x'});
        pass(loop, 10_000);
        assertThat(handlers.get(0).events()).contains("handle x");
        server.close(Duration.ZERO);
    }

    @Test
    void shouldCloseOnlyTheOneStuckLongestOfTwoServersThatShareABudget() throws IOException {
        EventLoop loop = simulatedLoop();
        var budget = new Budget(1_000, 500_000);
        var options = ServerOptions.defaults().withBudget(budget);
        var one = new TcpServer(loop, new InetSocketAddress("127.0.0.1", 0), () -> noted(new Script()), options);
        one.serveForever();
        var two = new TcpServer(loop, new InetSocketAddress("127.0.0.1", 0), Holder::new, options);
        two.serveForever();
        pass(loop, 10);
        network.connect(one.serverAddress()).reading(false);
        pass(loop, 10);
        loop.execute(() -> handlers.get(0).peer().write(ByteBuffer.allocate(300_000)));
        pass(loop, 10_000);
        assertThat(budget.isOverdrawn()).isFalse();
        network.connect(two.serverAddress()).send(new byte[] {'h'}); // a moment ago: half a line
        pass(loop, 10);
        loop.execute(() -> handlers.get(0).peer().write(ByteBuffer.allocate(300_000)));
        pass(loop, 10);
        assertThat(one.counters().closed(CloseReason.OVERLOADED)).isEqualTo(1);
        assertThat(two.counters().closed(CloseReason.OVERLOADED)).isZero();
        one.close(Duration.ZERO);
        two.close(Duration.ZERO);
    }

    @Test
    void shouldBeBoundedWhileManyAreAcceptedInOneTurnAndGreeted() throws IOException {
        EventLoop loop = simulatedLoop();
        var budget = new Budget(1_000_000, 1_500_000);
        var options = ServerOptions.defaults().withBudget(budget);
        var most = new long[1];
        var server = new TcpServer(
                loop,
                new InetSocketAddress("127.0.0.1", 0),
                () -> new Script() {
                    @Override
                    protected void onSetup() {
                        peer().write(ByteBuffer.allocate(1_000_000));
                        most[0] = Math.max(most[0], budget.usedBytes());
                    }
                },
                options);
        server.serveForever();
        for (int i = 0; i < 64; i++) {
            network.connect(server.serverAddress()).reading(false);
        }
        pass(loop, 10);
        assertThat(most[0]).isLessThan(4_000_000);
        server.close(Duration.ZERO);
    }

    @Test
    void shouldBoundWhatOtherThreadsWriteWhileTheLoopIsBusy() throws IOException {
        var options = ServerOptions.defaults().withBudget(new Budget(1_000_000, 1_500_000));
        try (var stage = new Stage(SelectorProvider.provider(), () -> noted(new Script()), options)) {
            for (int i = 0; i < 50; i++) {
                stage.connect();
            }
            stage.stepUntil(() -> handlers.size() == 50);
            for (Script handler : handlers) { // nobody runs the loop now: this is another thread's write
                handler.peer().write(ByteBuffer.allocate(1_000_000));
            }
            assertThat(stage.server().budget().usedBytes()).isLessThan(3_000_000);
        }
    }

    @Test
    void shouldChargeWhatAnOffLoopWriteCostsAndNotOnlyItsBytes() throws IOException {
        try (var stage = new Stage(() -> noted(new Script()))) {
            stage.connect();
            stage.stepUntil(() -> handlers.size() == 1);
            for (int i = 0;
                    i < 1_000;
                    i++) { // each holds a buffer, its array, a task and the task's node: over 100 bytes
                handlers.get(0).peer().write(ByteBuffer.allocate(1));
            }
            assertThat(stage.server().budget().usedBytes()).isGreaterThan(50_000);
        }
    }

    @Test
    void shouldSayWhyBytesWereLostThatWereToBeDrained() throws IOException {
        EventLoop loop = simulatedLoop();
        var options = ServerOptions.defaults().withBudget(new Budget(1_000_000, 1_500_000));
        var server = new TcpServer(loop, new InetSocketAddress("127.0.0.1", 0), () -> noted(new Script()), options);
        server.serveForever();
        network.connect(server.serverAddress()).reading(false);
        pass(loop, 10);
        loop.execute(() -> {
            handlers.get(0).peer().write(ByteBuffer.allocate(1_400_000));
            handlers.get(0).peer().close();
        });
        pass(loop, 10);
        network.connect(server.serverAddress()).reading(false);
        pass(loop, 10);
        loop.execute(() -> handlers.get(1).peer().write(ByteBuffer.allocate(600_000)));
        pass(loop, 10);
        assertThat(handlers.get(0).unsentBytes()).isPositive();
        assertThat(handlers.get(0).reason()).isEqualTo(CloseReason.OVERLOADED);
        server.close(Duration.ZERO);
    }

    private EventLoop simulatedLoop() throws IOException {
        return new EventLoop(network, network::nanoTime, network.executor());
    }

    private static void pass(EventLoop loop, int millis) throws IOException {
        VirtualTime.pass(loop, Duration.ofMillis(millis));
    }
}
