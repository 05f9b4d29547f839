package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.loop.EventLoop;
import dev.selkie.server.ServerOptions;
import dev.selkie.server.TcpServer;
import dev.selkie.simulation.Conditions;
import dev.selkie.simulation.SimulatedNetwork;
import dev.selkie.testing.Script;
import dev.selkie.testing.VirtualTime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A limit that is just enough for what a run holds, and the same run with a byte less: without faults all runs are the same. */
@DisplayName("Contract 4: limits of memory, to the byte")
class JustBelowAndAboveTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);
    private static final int CLIENTS = 10;
    private static final int WRITTEN_BYTES = 300_000;

    private final List<Holder> handlers = new ArrayList<>();
    private Counters counters;
    private long mostHeldBytes;

    private enum Held {
        UNFINISHED_INPUT,
        OUTPUT
    }

    private static final class Holder extends Script {
        private final Held held;

        Holder(Held held) {
            this.held = held;
        }

        @Override
        protected void onHandle(ByteBuffer received) {
            if (held == Held.OUTPUT) {
                received.position(received.limit());
                peer().write(ByteBuffer.allocate(WRITTEN_BYTES));
            } // else it waits for more
        }
    }

    /** Clients that come one after the other, send a little and read nothing. */
    private void run(int clients, Held held, ServerOptions options) throws IOException {
        handlers.clear();
        var network = new SimulatedNetwork(1, Conditions.CALM);
        try (var loop = new EventLoop(network, network::nanoTime, network.executor());
                var server = new TcpServer(loop, ANY_PORT, () -> note(new Holder(held)), options)) {
            server.serveForever();
            mostHeldBytes = 0;
            loop.addTurnListener(() ->
                    mostHeldBytes = Math.max(mostHeldBytes, server.budget().usedBytes()));
            for (int i = 0; i < clients; i++) {
                network.connect(server.serverAddress()).reading(false).send(new byte[5_000]);
                VirtualTime.pass(loop, Duration.ofMillis(10));
            }
            counters = Counters.sumOf(List.of(server.counters())); // before it closes
            assertThat(handlers).hasSize(clients);
        }
    }

    private Holder note(Holder handler) {
        handlers.add(handler);
        return handler;
    }

    private static ServerOptions inAll(long bytes) {
        return ServerOptions.defaults().withBudget(new Budget(bytes, bytes));
    }

    private static ServerOptions each(long outputBytes) {
        return inAll(Long.MAX_VALUE).withConnection(ConnectionOptions.defaults().withMaxOutputBytes(outputBytes));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("B9, B16: what may be held for all, and a byte less")
    void shouldCloseNobodyAtTheLimitOfAllAndTheOneStuckLongestAboveIt(Held held) throws IOException {
        run(CLIENTS, held, inAll(Long.MAX_VALUE));
        long enough = mostHeldBytes;
        assertThat(enough).isGreaterThanOrEqualTo(CLIENTS * 5_000);

        run(CLIENTS, held, inAll(enough));
        assertThat(mostHeldBytes).isEqualTo(enough);
        assertThat(counters.open()).isEqualTo(CLIENTS);

        run(CLIENTS, held, inAll(enough - 1));
        assertThat(counters.closed(CloseReason.OVERLOADED)).isEqualTo(1);
        assertThat(counters.open()).isEqualTo(CLIENTS - 1);
        assertThat(handlers.get(0).reason()).isEqualTo(CloseReason.OVERLOADED);
    }

    @Test
    @DisplayName("B9: what may wait for one, and a byte less")
    void shouldSendWhatIsJustNotTooMuchForOneAndCloseItForAByteMore() throws IOException {
        run(1, Held.OUTPUT, each(1));
        long waiting = handlers.get(0).unsentBytes();
        assertThat(waiting).isBetween(1L, WRITTEN_BYTES - 1L);

        run(1, Held.OUTPUT, each(waiting));
        assertThat(counters.open()).isEqualTo(1);

        run(1, Held.OUTPUT, each(waiting - 1));
        assertThat(counters.closed(CloseReason.OUTPUT_TOO_LONG)).isEqualTo(1);
        assertThat(handlers.get(0).unsentBytes()).isEqualTo(waiting);
    }
}
