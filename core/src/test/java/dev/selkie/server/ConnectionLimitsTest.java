package dev.selkie.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selkie.connection.CloseReason;
import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.loop.CapturedLog;
import dev.selkie.loop.EventLoop;
import dev.selkie.simulation.Conditions;
import dev.selkie.simulation.Peer;
import dev.selkie.simulation.SimulatedNetwork;
import dev.selkie.testing.VirtualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Connections are limited, in all and for each address")
class ConnectionLimitsTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);
    private static final Duration LITTLE = Duration.ofMillis(1);

    private final SimulatedNetwork network = new SimulatedNetwork(1, Conditions.CALM);
    private EventLoop loop;
    private TcpServer server;
    private int turns;
    private boolean verified = true;

    private static final class Echo extends StreamRequestHandler {
        @Override
        protected void handle(ByteBuffer received) {
            if (received.get(received.position()) == 'X') {
                throw new IllegalStateException("planned");
            }
            connection().write(received);
        }
    }

    private void serve(ServerOptions options) throws IOException {
        loop = new EventLoop(network, network::nanoTime, network.executor());
        server = new TcpServer(loop, ANY_PORT, Echo::new, options) {
            @Override
            protected boolean verifyRequest(SocketAddress clientAddress) {
                return verified;
            }
        };
        server.serveForever();
        loop.addTurnListener(() -> turns++);
        pass(LITTLE);
    }

    private void serveAtMost(int connections) throws IOException {
        serve(ServerOptions.defaults().withMaxConnections(connections));
    }

    private void serveAtMostOfOneAddress(int connections) throws IOException {
        serve(ServerOptions.defaults().withMaxPerAddress(connections));
    }

    private void pass(Duration time) throws IOException {
        VirtualTime.pass(loop, time);
    }

    private Peer connect() {
        return network.connect(server.serverAddress());
    }

    private Peer connect(String from) throws UnknownHostException {
        return network.connect(InetAddress.getByName(from), server.serverAddress());
    }

    private List<Peer> connect(int count) {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            peers.add(connect());
        }
        return peers;
    }

    private boolean isServed(Peer peer) throws IOException {
        int before = peer.received().length;
        peer.send(new byte[] {1});
        pass(LITTLE);
        return peer.received().length > before;
    }

    private long refused() {
        return server.counters().closed(CloseReason.REFUSED);
    }

    // ---- in all

    @Test
    @DisplayName("A8: as many as there may be, and one more")
    void shouldServeAsManyAsThereMayBeAndLetOneMoreWaitWithoutSpinning() throws IOException {
        serveAtMost(3);
        List<Peer> peers = connect(4);
        pass(LITTLE);
        for (Peer peer : peers.subList(0, 3)) {
            assertThat(isServed(peer)).isTrue();
        }
        assertThat(isServed(peers.get(3))).isFalse();
        turns = 0;
        pass(Duration.ofSeconds(100));
        assertThat(turns).isLessThan(5);
        assertThat(peers.get(3).hasEnded() || peers.get(3).isBroken()).isFalse();
        assertThat(server.counters().open()).isEqualTo(3);
        assertThat(refused()).isZero();
    }

    @Test
    void shouldServeTheOneThatWaitsAsSoonAsAnotherHasLeft() throws IOException {
        serveAtMost(3);
        List<Peer> peers = connect(5);
        peers.forEach(peer -> peer.send(new byte[] {1}));
        pass(LITTLE);
        peers.get(0).close();
        pass(LITTLE);
        assertThat(peers.stream().filter(peer -> peer.received().length == 1)).hasSize(4);
        peers.get(1).reset();
        pass(LITTLE);
        assertThat(peers.stream().filter(peer -> peer.received().length == 1)).hasSize(5);
    }

    @Test
    void shouldCountAConnectionUntilItHasClosedThoughItIsEnding() throws IOException {
        serveAtMost(1);
        Peer failing = connect().send(new byte[] {'X'});
        pass(Duration.ofMillis(10));
        Peer waiting = connect();
        assertThat(failing.hasEnded()).isTrue(); // but it does not end its own side, and is waited for
        assertThat(isServed(waiting)).isFalse();
        pass(Duration.ofSeconds(3));
        assertThat(waiting.received()).hasSize(1);
    }

    @Test
    @DisplayName("A8: places are counted once, however a connection ends")
    void shouldCountOnceHoweverAConnectionEnds() throws IOException {
        serveAtMost(10);
        for (int round = 0; round < 50; round++) {
            List<Peer> peers = connect(12);
            verified = round % 5 != 0;
            if (round % 7 == 0) {
                network.fail("accept", 1, () -> new IOException("planned"));
            }
            pass(LITTLE);
            for (int i = 0; i < peers.size(); i++) {
                switch ((round + i) % 3) {
                    case 0 -> peers.get(i).reset();
                    case 1 -> peers.get(i).close();
                    default -> peers.get(i).send(new byte[] {'X'}).endOutput();
                }
            }
            pass(Duration.ofMillis(200));
            assertThat(server.counters().open()).as("round %d", round).isZero();
        }
        verified = true;
        List<Peer> peers = connect(11);
        pass(LITTLE);
        assertThat(server.counters().open()).isEqualTo(10);
        peers.get(0).close();
        pass(LITTLE);
        assertThat(server.counters().open()).isEqualTo(10);
    }

    @Test
    void shouldSayOnceAMinuteThatThereAreAsManyAsThereMayBeAndOnlyWhenSomebodyWaits() throws IOException {
        try (var log = new CapturedLog(Acceptor.class)) {
            serveAtMost(1);
            Peer first = connect();
            assertThat(isServed(first)).isTrue();
            assertThat(log.warnings()).isEmpty();
            for (int i = 0; i < 5; i++) {
                Peer next = connect();
                pass(LITTLE);
                first.close();
                pass(LITTLE);
                first = next;
            }
            assertThat(log.warnings()).hasSize(1);
            assertThat(log.warnings().get(0)).contains("1 connections are open");
            pass(Duration.ofMinutes(1));
            connect();
            pass(LITTLE);
            assertThat(log.warnings()).hasSize(2);
        }
    }

    @Test
    void shouldNotTakeTheOneThatWaitsAfterAShutdown() throws IOException {
        serveAtMost(1);
        List<Peer> peers = connect(2);
        pass(LITTLE);
        server.shutdown();
        pass(LITTLE);
        peers.get(0).close();
        pass(LITTLE);
        assertThat(server.counters().opened()).isEqualTo(1);
        server.serveForever();
        assertThat(isServed(peers.get(1))).isTrue();
    }

    @Test
    void shouldLimitNothingWhereTheLimitIsZero() throws IOException {
        serve(ServerOptions.defaults().withMaxConnections(0).withMaxPerAddress(0));
        connect(500);
        pass(Duration.ofMillis(100));
        assertThat(server.counters().open()).isEqualTo(500);
    }

    @Test
    void shouldHaveALimitByDefaultThatTheHeapCanBearAndNoneForAnAddress() {
        long heap = Runtime.getRuntime().maxMemory();
        assertThat(ServerOptions.defaults().maxConnections() * 8192L).isBetween(heap - 8192, heap);
        assertThat(ServerOptions.defaults().maxPerAddress()).isZero();
    }

    @Test
    void shouldRefuseALimitBelowZero() {
        assertThatThrownBy(() -> ServerOptions.defaults().withMaxConnections(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> ServerOptions.defaults().withMaxPerAddress(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // ---- for each address

    @Test
    @DisplayName("A7: one connection more than an address may have")
    void shouldEndOneMoreOfAnAddressWithoutAResetAndServeOthers() throws IOException {
        serveAtMostOfOneAddress(2);
        List<Peer> peers = connect(2);
        assertThat(isServed(peers.get(0))).isTrue();
        assertThat(isServed(peers.get(1))).isTrue();
        Peer oneMore = connect().send(new byte[] {1});
        pass(LITTLE);
        assertThat(oneMore.hasEnded()).isTrue();
        assertThat(oneMore.isBroken()).isFalse();
        assertThat(oneMore.received()).isEmpty();
        assertThat(refused()).isZero(); // not yet closed: it is waited for
        assertThat(isServed(connect("127.0.0.2"))).isTrue();
        oneMore.close();
        pass(LITTLE);
        assertThat(refused()).isEqualTo(1);
        assertThat(isServed(peers.get(0))).isTrue();
    }

    @Test
    void shouldServeAnAddressAgainWhenOneOfItsConnectionsHasClosed() throws IOException {
        serveAtMostOfOneAddress(2);
        List<Peer> peers = connect(3);
        pass(LITTLE);
        peers.get(2).close();
        peers.get(0).close();
        pass(LITTLE);
        assertThat(isServed(connect())).isTrue();
        Peer oneMore = connect();
        pass(LITTLE);
        assertThat(oneMore.hasEnded()).isTrue();
    }

    @Test
    void shouldCloseAtOnceWhenAsManyAreBeingRefusedAsMayBeServed() throws IOException {
        serveAtMostOfOneAddress(2);
        connect(100);
        pass(Duration.ofMillis(100));
        assertThat(server.counters().open()).isEqualTo(4);
        assertThat(refused()).isEqualTo(96);
        pass(Duration.ofSeconds(3)); // those that do not leave are waited for so long
        assertThat(server.counters().open()).isEqualTo(2);
        assertThat(refused()).isEqualTo(98);
    }

    @Test
    void shouldCountAnIpv6AddressByItsFirst64Bits() throws IOException {
        serveAtMostOfOneAddress(1);
        Peer first = connect("2001:db8:0:1::1");
        Peer sameNetwork = connect("2001:db8:0:1:ffff::2");
        Peer another = connect("2001:db8:0:2::1");
        Peer ofIpv4 = connect("32.1.13.184");
        pass(LITTLE);
        assertThat(isServed(first)).isTrue();
        assertThat(sameNetwork.hasEnded()).isTrue();
        assertThat(isServed(another)).isTrue();
        assertThat(isServed(ofIpv4)).isTrue();
    }

    @Test
    @DisplayName("A11: a mapped address is the IPv4 address that it is")
    void shouldCountAMappedAddressAsTheIpv4AddressThatItIs() throws IOException {
        serveAtMostOfOneAddress(1);
        Peer first = connect("192.0.2.1");
        Peer mapped = connect("::ffff:192.0.2.1");
        Peer another = connect("::ffff:192.0.2.2");
        pass(LITTLE);
        assertThat(isServed(first)).isTrue();
        assertThat(mapped.hasEnded()).isTrue();
        assertThat(isServed(another)).isTrue();
    }

    @Test
    void shouldSayOnceAMinuteThatAnAddressHasAsManyAsOneMay() throws IOException {
        try (var log = new CapturedLog(BaseServer.class)) {
            serveAtMostOfOneAddress(1);
            connect(3);
            pass(Duration.ofSeconds(10));
            assertThat(log.warnings()).hasSize(1);
            assertThat(log.warnings().get(0)).contains("127.0.0.1:", "its address has 1 connections");
            pass(Duration.ofMinutes(1));
            connect();
            pass(LITTLE);
            assertThat(log.warnings()).hasSize(2);
        }
    }

    @Test
    void shouldRememberOnlyAddressesThatHaveConnections() throws IOException {
        Places places = new Places(0, 1);
        serve(ServerOptions.defaults().withPlaces(places));
        for (int i = 0; i < 200; i++) {
            String from = "10.0.0." + (1 + i % 250);
            connect(from).close();
            connect(from).send(new byte[] {'X'}).endOutput();
        }
        pass(Duration.ofSeconds(5));
        assertThat(server.counters().opened()).isEqualTo(400);
        assertThat(places.byAddress().size()).isZero();
        connect("10.0.0.1");
        pass(LITTLE);
        assertThat(places.byAddress().size()).isEqualTo(1);
    }

    @Test
    void shouldNotCountClientsWithoutAnAddress() {
        var byAddress = new PlacesByAddress(1);
        SocketAddress nowhere = UnixDomainSocketAddress.of("");
        assertThat(byAddress.enter(nowhere)).isEqualTo(PlacesByAddress.Answer.WELCOME);
        assertThat(byAddress.enter(nowhere)).isEqualTo(PlacesByAddress.Answer.WELCOME);
    }
}
