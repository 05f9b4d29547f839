package dev.selkie.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.ServerOptions;
import dev.selkie.server.TcpServer;
import dev.selkie.simulation.Conditions;
import dev.selkie.simulation.Peer;
import dev.selkie.simulation.SimulatedNetwork;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Whose connection is ended for a new client that finds no place, and when. */
@DisplayName("H18: idle connections make room")
class EvictionsTest {
    private static final Duration LITTLE = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration ALMOST = Duration.ofMillis(990);

    private final SimulatedNetwork network = new SimulatedNetwork(1, Conditions.CALM);
    private final List<Connection> connections = new ArrayList<>();
    private EventLoop loop;
    private TcpServer server;
    private int turns;

    /** Does what each byte says, and answers it; but not a dot. */
    private final class Obeys extends StreamRequestHandler {
        private final boolean mayBeEvicted;

        Obeys(boolean mayBeEvicted) {
            this.mayBeEvicted = mayBeEvicted;
        }

        @Override
        protected void setup() {
            connections.add(connection());
            if (mayBeEvicted) {
                connection().allowEviction();
            }
        }

        @Override
        protected void handle(ByteBuffer received) {
            while (received.hasRemaining() && goesOn()) {
                char order = (char) received.get(received.position());
                if (order == 'l') {
                    return;
                }
                received.get();
                if (order == '.') {
                    continue;
                }
                switch (order) {
                    case 'b' -> connection().messageBegins();
                    case 'e' -> connection().messageEnds();
                    case 'p' -> connection().pause();
                    case 'w' -> connection().write(ByteBuffer.allocate(1_000_000));
                    default -> {}
                }
                connection().write(ByteBuffer.wrap(new byte[] {(byte) order}));
            }
        }
    }

    private void serve(boolean mayBeEvicted, ServerOptions options) throws IOException {
        loop = new EventLoop(network, network::nanoTime, network.executor());
        server = new TcpServer(loop, new InetSocketAddress("127.0.0.1", 0), () -> new Obeys(mayBeEvicted), options);
        server.serveForever();
        loop.addTurnListener(() -> turns++);
        pass(LITTLE);
    }

    private void serveAtMost(int count) throws IOException {
        serve(
                true,
                ServerOptions.defaults()
                        .withMaxConnections(count)
                        .withConnection(ConnectionOptions.defaults()
                                .withMarks(4_000_000, 8_000_000) // so that what waits is still read
                                .withIdleTimeout(Duration.ZERO)
                                .withWriteTimeout(Duration.ZERO)
                                .withRequestTimeout(Duration.ZERO)));
    }

    private void pass(Duration time) throws IOException {
        VirtualTime.pass(loop, time);
    }

    private Peer connect() {
        return network.connect(server.serverAddress());
    }

    private List<Peer> connect(int count) {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            peers.add(connect());
        }
        return peers;
    }

    private static Peer say(Peer peer, String orders) {
        return peer.send(orders.getBytes(US_ASCII));
    }

    private static boolean isAnswered(Peer peer) {
        return peer.received().length > 0;
    }

    private long evicted() {
        return connections.stream()
                .filter(connection -> connection.closeReason() == CloseReason.EVICTED)
                .count();
    }

    // ---- who, and when

    @Test
    void shouldEndTheOneThatHasBeenIdleForLongestAndServeTheOneThatWaits() throws IOException {
        serveAtMost(3);
        List<Peer> peers = connect(3);
        pass(SECOND);
        for (int i : new int[] {1, 2, 0}) {
            say(peers.get(i), "x");
            pass(Duration.ofMillis(100));
        }
        Peer oneMore = say(connect(), "x");
        passWhileTheyLeaveWhenEnded(peers, SECOND.multipliedBy(10));
        assertThat(isAnswered(oneMore)).isTrue();
        assertThat(peers.stream().map(Peer::hasEnded)).containsExactly(false, true, false);
        assertThat(server.counters().closed(CloseReason.EVICTED)).isEqualTo(1);
        assertThat(server.counters().open()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "."})
    void shouldGiveEverybodyASecondToAskAnewAfterAllThatComes(String orders) throws IOException {
        serveAtMost(1);
        Peer peer = connect();
        Peer oneMore = say(connect(), "x");
        for (int i = 0; i < 5; i++) {
            pass(ALMOST);
            say(peer, orders);
        }
        pass(ALMOST);
        assertThat(evicted()).isZero();
        pass(Duration.ofMillis(20));
        assertThat(evicted()).isEqualTo(1);
        peer.close();
        pass(LITTLE);
        assertThat(isAnswered(oneMore)).isTrue();
    }

    @Test
    void shouldNotTakeAConnectionThatOnlyWritesForAnIdleOne() throws IOException {
        serveAtMost(1);
        Peer listener = connect();
        connect();
        for (int i = 0; i < 5; i++) {
            pass(ALMOST);
            loop.execute(() -> connections.get(0).write(ByteBuffer.allocate(1)));
        }
        pass(ALMOST);
        assertThat(evicted()).isZero();
        assertThat(listener.received()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "p", "l", "wx", "be" + "bxx", "xl"})
    void shouldEndNobodyInTheMidstOfAMessageOrOfAnAnswer(String orders) throws IOException {
        serveAtMost(1);
        Peer busy = say(connect().reading(!orders.contains("w")), orders);
        pass(LITTLE);
        Peer oneMore = say(connect(), "x");
        turns = 0;
        pass(Duration.ofHours(1));
        assertThat(evicted()).isZero();
        assertThat(turns).as("nothing ticks").isLessThan(10);
        busy.reset();
        loop.execute(() -> connections.get(0).resume()); // one that is paused does not see a reset
        pass(Duration.ofSeconds(10));
        assertThat(isAnswered(oneMore)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "w"})
    void shouldEndItASecondAfterTheAnswer(String orders) throws IOException {
        serveAtMost(1);
        Peer busy = say(connect().reading(!orders.contains("w")), orders);
        Peer oneMore = say(connect(), "x");
        pass(SECOND.multipliedBy(10));
        say(busy.reading(true), "e");
        pass(ALMOST);
        assertThat(evicted()).isZero();
        pass(Duration.ofMillis(20));
        assertThat(busy.hasEnded()).isTrue();
        assertThat(busy.received()[busy.received().length - 1]).isEqualTo((byte) 'e');
        assertThat(isAnswered(oneMore)).isFalse();
        pass(Duration.ofSeconds(3)); // it does not leave, and is waited for so long
        assertThat(isAnswered(oneMore)).isTrue();
        assertThat(busy.isBroken()).isFalse();
    }

    @Test
    void shouldEndNobodyWhoseHandlerDoesNotAllowIt() throws IOException {
        serve(false, ServerOptions.defaults().withMaxConnections(1));
        connect(2);
        pass(Duration.ofMinutes(1));
        assertThat(evicted()).isZero();
    }

    @Test
    void shouldReadWhatHasComeWhileTheProcessStoodStillBeforeItEndsAnyone() throws IOException {
        serveAtMost(1);
        Peer peer = connect();
        connect();
        pass(ALMOST);
        network.after(LITTLE, () -> say(peer, "b"));
        network.stopProcess(SECOND);
        pass(SECOND.multipliedBy(5));
        assertThat(evicted()).isZero();
        assertThat(isAnswered(peer)).isTrue();
    }

    // ---- how many

    @Test
    void shouldEndNobodyWhileNobodyWaits() throws IOException {
        serveAtMost(3);
        List<Peer> peers = connect(3);
        pass(Duration.ofMinutes(1));
        assertThat(evicted()).isZero();
        Peer oneMore = connect(); // at once: all have been idle for long
        pass(LITTLE);
        assertThat(evicted()).isEqualTo(1);
        peers.forEach(Peer::close);
        pass(Duration.ofMinutes(1));
        assertThat(evicted()).isEqualTo(1);
        assertThat(oneMore.hasEnded()).isFalse();
    }

    @Test
    void shouldEndNobodyForOneThatWaitsWhenAnotherHasLeft() throws IOException {
        serveAtMost(2);
        List<Peer> peers = connect(2);
        pass(Duration.ofMillis(500));
        Peer oneMore = say(connect(), "x");
        pass(LITTLE);
        peers.get(1).close();
        pass(Duration.ofMinutes(1));
        assertThat(isAnswered(oneMore)).isTrue();
        assertThat(evicted()).isZero();
    }

    @Test
    @DisplayName("H18: 500 connections kept alive and ten new clients")
    void shouldEndAsManyAsAreNeededWhereTheyLeaveAtOnce() throws IOException {
        serveAtMost(500);
        List<Peer> idle = connect(500);
        pass(SECOND.multipliedBy(2));
        connect(10).forEach(peer -> say(peer, "b"));
        passWhileTheyLeaveWhenEnded(idle.subList(0, 20), SECOND);
        assertThat(server.counters().opened()).isEqualTo(510);
        assertThat(evicted()).isEqualTo(10);
        for (int i = 0; i < 500; i++) {
            assertThat(idle.get(i).hasEnded()).as("connection %d", i).isEqualTo(i < 10);
        }
    }

    private void passWhileTheyLeaveWhenEnded(List<Peer> peers, Duration time) throws IOException {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(LITTLE)) {
            pass(LITTLE);
            assertThat(peers).as("an end, and no reset").allMatch(peer -> peer.hasEnded() || !peer.isBroken());
            peers.stream().filter(Peer::hasEnded).forEach(Peer::close);
        }
    }

    @Test
    void shouldNotLetThoseWhoDoNotLeaveKeepEverybodyWaiting() throws IOException {
        serveAtMost(200);
        List<Peer> silent = connect(200);
        pass(SECOND.multipliedBy(2));
        List<Peer> clients = connect(40);
        clients.forEach(peer -> say(peer, "b"));
        turns = 0;
        pass(Duration.ofSeconds(15));
        assertThat(clients).allMatch(EvictionsTest::isAnswered);
        assertThat(evicted()).isBetween(40L, 100L); // while they are waited for, others are ended
        assertThat(turns).isLessThan(1_000);
        long before = evicted();
        pass(Duration.ofMinutes(1));
        assertThat(evicted()).isEqualTo(before);
        assertThat(silent).noneMatch(Peer::isBroken);
    }

    // ---- other limits

    @Test
    void shouldMakeRoomAlsoWhereDescriptorsHaveRunOut() throws IOException {
        serveAtMost(0);
        List<Peer> idle = connect(20);
        pass(SECOND.multipliedBy(2));
        network.limitDescriptors(network.descriptors());
        Peer oneMore = say(connect(), "b");
        passWhileTheyLeaveWhenEnded(idle, SECOND.multipliedBy(2));
        assertThat(isAnswered(oneMore)).isTrue();
        assertThat(evicted()).isPositive();
    }

    @Test
    void shouldForgetThoseThatHaveEndedOtherwise() throws IOException {
        serveAtMost(2);
        Peer gone = connect();
        pass(LITTLE);
        gone.reset();
        pass(SECOND.multipliedBy(2));
        connect(2);
        Peer oneMore = say(connect(), "b");
        pass(Duration.ofSeconds(5));
        assertThat(evicted()).isPositive();
        assertThat(isAnswered(oneMore)).isTrue();
    }
}
