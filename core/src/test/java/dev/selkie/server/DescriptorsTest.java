package dev.selkie.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.loop.CapturedLog;
import dev.selkie.loop.EventLoop;
import dev.selkie.simulation.Conditions;
import dev.selkie.simulation.Peer;
import dev.selkie.simulation.SimulatedNetwork;
import dev.selkie.testing.Echo;
import dev.selkie.testing.VirtualTime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Contract 10: descriptors run out")
class DescriptorsTest {
    /** The listening channel, and what it keeps back. */
    private static final int OF_THE_SERVER = 1 + 8;

    private static final Duration LITTLE = Duration.ofMillis(1);

    private final SimulatedNetwork network = new SimulatedNetwork(1, Conditions.CALM);
    private EventLoop loop;
    private TcpServer server;
    private int turns;

    @BeforeEach
    void serve() throws IOException {
        loop = new EventLoop(network, network::nanoTime, network.executor());
        server = new TcpServer(loop, new InetSocketAddress("127.0.0.1", 0), Echo::new);
        server.serveForever();
        loop.addTurnListener(() -> turns++);
        pass(LITTLE);
        pass(LITTLE); // what the start has opened and closed is gone after the next select
    }

    private void pass(Duration time) throws IOException {
        VirtualTime.pass(loop, time);
    }

    private Peer connect() {
        return network.connect(server.serverAddress());
    }

    private boolean isServed(Peer peer) throws IOException {
        int before = peer.received().length;
        peer.send(new byte[] {1});
        pass(LITTLE);
        return peer.received().length > before;
    }

    @Test
    void shouldKeepSomeBack() throws IOException {
        assertThat(network.descriptors()).isEqualTo(OF_THE_SERVER);
        server.close();
        loop.close();
        assertThat(network.descriptors()).isZero();
    }

    @Test
    void shouldGiveThemAllBackWhenTheLoopIsClosedUnderTheServer() throws IOException {
        loop.close();
        assertThat(network.descriptors()).isZero();
    }

    @Test
    @DisplayName("A1: no descriptor is free; the old are served, and nothing spins")
    void shouldLetNewClientsWaitWithoutSpinningAndServeTheOld() throws IOException {
        Peer old = connect();
        assertThat(isServed(old)).isTrue();
        network.limitDescriptors(network.descriptors());
        Peer waiting = connect();
        assertThat(isServed(waiting)).isFalse();
        turns = 0;
        pass(Duration.ofSeconds(10));
        assertThat(turns).isBetween(1, 210); // a look each 50 ms
        assertThat(isServed(old)).isTrue();
    }

    @Test
    @DisplayName("A2: what is kept back is for the old clients, and taken back before new ones")
    void shouldLeaveTheSparesToTheOldClientsWhileNewOnesWait() throws IOException {
        network.limitDescriptors(network.descriptors());
        connect();
        pass(LITTLE);
        List<SocketChannel> forOldClients = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            forOldClients.add(network.openSocketChannel());
        }
        pass(Duration.ofSeconds(1));
        for (SocketChannel channel : forOldClients) {
            channel.close();
        }
        pass(Duration.ofSeconds(1));
        assertThat(network.descriptors()).isEqualTo(OF_THE_SERVER - 8); // released again: there is one too few
    }

    @Test
    @DisplayName("A1: descriptors come back")
    void shouldAcceptAgainWithinATenthOfASecondOfDescriptorsComingBack() throws IOException {
        network.limitDescriptors(network.descriptors());
        Peer waiting = connect();
        pass(Duration.ofSeconds(3));
        assertThat(isServed(waiting)).isFalse();
        network.limitDescriptors(network.descriptors() + 100);
        pass(Duration.ofMillis(100));
        assertThat(waiting.received()).hasSize(1);
        assertThat(network.descriptors()).isEqualTo(OF_THE_SERVER + 1);
    }

    @Test
    @DisplayName("A1: a connection closes, and its descriptor is the next client's")
    void shouldAcceptAgainAsSoonAsAConnectionHasClosed() throws IOException {
        Peer old = connect();
        assertThat(isServed(old)).isTrue();
        network.limitDescriptors(network.descriptors());
        Peer waiting = connect();
        assertThat(isServed(waiting)).isFalse();
        old.close();
        pass(LITTLE);
        assertThat(waiting.received()).hasSize(1);
    }

    @DisplayName("A3, P20: an accept that fails once is passed over")
    @Test
    void shouldNotPauseForAFailureLongAfterAnother() throws IOException {
        for (int i = 0; i < 3; i++) {
            // Of each peer the first call fails, the second gets it, the third finds that nobody else is there.
            network.fail("accept", 1 + 3 * i, () -> new IOException("the peer has vanished"));
            assertThat(isServed(connect())).isTrue();
        }
    }

    private void runOutForAMoment() throws IOException {
        network.limitDescriptors(network.descriptors());
        connect();
        pass(Duration.ofMillis(200));
        network.limitDescriptors(Integer.MAX_VALUE);
        pass(Duration.ofMillis(200));
    }

    @Test
    void shouldSaySoOnceAMinuteHoweverOftenItHappens() throws IOException {
        try (var log = new CapturedLog(Acceptor.class)) {
            for (int i = 0; i < 5; i++) {
                runOutForAMoment();
            }
            assertThat(log.warnings()).hasSize(1);
            pass(Duration.ofMinutes(1));
            runOutForAMoment();
            assertThat(log.warnings()).hasSize(2);
        }
    }

    @Test
    void shouldSayAgainEachMinuteThatItStillCannotAccept() throws IOException {
        try (var log = new CapturedLog(Acceptor.class)) {
            network.limitDescriptors(network.descriptors());
            connect();
            pass(Duration.ofSeconds(150));
            assertThat(log.warnings())
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(line).contains("Too many open files"));
        }
    }

    @Test
    void shouldServeWithoutSparesWhereThereAreNone() throws IOException {
        server.close();
        network.limitDescriptors(network.descriptors() + 2);
        server = new TcpServer(loop, new InetSocketAddress("127.0.0.1", 0), Echo::new);
        server.serveForever();
        pass(Duration.ofMillis(100));
        Peer only = connect();
        assertThat(isServed(only)).isTrue();
    }
}
