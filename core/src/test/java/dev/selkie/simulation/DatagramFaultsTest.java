package dev.selkie.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.connection.Budget;
import dev.selkie.loop.CapturedLog;
import dev.selkie.server.BaseServer;
import dev.selkie.server.ServerOptions;
import dev.selkie.testing.UdpScript;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("UDP: what real sockets do too seldom to be tested with them")
class DatagramFaultsTest {
    /** Each datagram is a hundredth of a second on its way, more or less, and one fills the socket. */
    private static final Conditions NARROW = new Conditions(Duration.ofMillis(10), 100, 100, false, false, false);

    /** Sends so many numbered datagrams to the first client, at once. */
    private static final class Burst extends UdpScript {
        private final int count;
        private final int size;
        private final List<Boolean> accepted = new ArrayList<>();

        Burst(int count, int size) {
            this.count = count;
            this.size = size;
        }

        @Override
        protected void onHandle(ByteBuffer packet) {
            for (int i = 0; i < count; i++) {
                accepted.add(answer(ByteBuffer.allocate(size).putInt(0, i)));
            }
        }
    }

    private static UdpWorld world(Conditions conditions, ServerOptions options, UdpScript handler) throws IOException {
        return new UdpWorld(new SimulatedNetwork(1, conditions), options, handler);
    }

    private static DatagramPeer ask(UdpWorld world) {
        return world.network.datagramPeer().send(new byte[1], world.server.serverAddress());
    }

    private static List<Integer> numbers(DatagramPeer peer) {
        return peer.received().stream()
                .map(bytes -> ByteBuffer.wrap(bytes).getInt())
                .toList();
    }

    @Test
    @DisplayName("U7: what a full socket does not take is queued, sent in order, and charged until then")
    void shouldQueueWhatAFullSocketDoesNotTake() throws IOException {
        var handler = new Burst(100, 100);
        UdpWorld world = world(NARROW, ServerOptions.defaults(), handler);
        DatagramPeer peer = ask(world);
        world.loop.runUntil(() -> !handler.accepted.isEmpty());
        assertThat(handler.accepted).containsOnly(true);
        assertThat(world.server.budget().usedBytes()).isBetween(90 * 100L, 100 * 300L);
        world.pass(Duration.ofMinutes(1));
        assertThat(numbers(peer)).hasSize(100).isSorted(); // one at a time is on its way
        assertThat(world.server.datagrams().sent()).isEqualTo(100);
        assertThat(world.server.budget().usedBytes()).isZero();
        world.checkItStalls(); // nobody waits to write
    }

    @Test
    @DisplayName("U7: what finds the queue full is dropped and counted")
    void shouldDropWhatFindsTheQueueFull() throws IOException {
        var handler = new Burst(200, 10_000);
        UdpWorld world = world(NARROW, ServerOptions.defaults(), handler);
        DatagramPeer peer = ask(world);
        world.loop.runUntil(() -> !handler.accepted.isEmpty());
        long dropped = world.server.datagrams().dropped();
        assertThat(dropped)
                .isEqualTo(handler.accepted.stream().filter(kept -> !kept).count());
        assertThat(200 - dropped).isBetween(100L, 105L); // a megabyte, and what the socket took
        assertThat(world.server.budget().usedBytes()).isBetween(1_000_000L, 1_048_576L);
        world.pass(Duration.ofMinutes(1));
        assertThat(numbers(peer)).hasSize((int) (200 - dropped)).isSorted();
    }

    @Test
    void shouldDropWhileMemoryIsShort() throws IOException {
        var handler = new Burst(20, 100);
        UdpWorld world = world(NARROW, ServerOptions.defaults().withBudget(new Budget(500, 1_000)), handler);
        DatagramPeer peer = ask(world);
        world.pass(Duration.ofMinutes(1));
        assertThat(handler.accepted).contains(true, false);
        assertThat(world.server.datagrams().dropped() + peer.received().size()).isEqualTo(20);
        assertThat(world.server.budget().usedBytes()).isZero();
    }

    @Test
    void shouldSendWhatIsQueuedWithinTheGrace() throws IOException {
        var handler = new Burst(100, 100);
        UdpWorld world = world(NARROW, ServerOptions.defaults(), handler);
        DatagramPeer peer = ask(world);
        world.loop.runUntil(() -> !handler.accepted.isEmpty());
        world.server.close(Duration.ofSeconds(5));
        world.pass(Duration.ofSeconds(1)); // what is on its way arrives
        assertThat(numbers(peer)).hasSize(100).isSorted();
        assertThat(world.server.datagrams().dropped()).isZero();
        world.close();
    }

    @Test
    void shouldDropWhatIsLeftWhenTheGraceIsOver() throws IOException {
        var handler = new Burst(100, 100);
        UdpWorld world = world(NARROW, ServerOptions.defaults(), handler);
        DatagramPeer peer = ask(world);
        world.loop.runUntil(() -> !handler.accepted.isEmpty());
        world.server.close(Duration.ofMillis(200));
        assertThat(world.server.channel().isOpen()).isFalse();
        assertThat(world.server.datagrams().dropped()).isPositive();
        world.pass(Duration.ofSeconds(1));
        assertThat(world.server.datagrams().dropped() + peer.received().size()).isEqualTo(100);
        world.close();
    }

    @Test
    void shouldKeepTheOrderOfTheLoopAndAnotherThread() throws IOException {
        var handler = new Burst(0, 4);
        UdpWorld world = world(NARROW, ServerOptions.defaults(), handler);
        DatagramPeer peer = world.network.datagramPeer();
        for (int i = 0; i < 10; i++) { // nobody runs the loop: this is as from another thread
            assertThat(handler.sendTo(peer.address(), ByteBuffer.allocate(100).putInt(0, i)))
                    .isTrue();
        }
        world.loop.defer(
                () -> handler.sendTo(peer.address(), ByteBuffer.allocate(100).putInt(0, 10)));
        world.pass(Duration.ofSeconds(10));
        assertThat(numbers(peer)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void shouldNotOvertakeTheQueueWhenThereIsRoomAgain() throws IOException {
        var handler = new Burst(50, 4); // two of these fill the socket, and behind one that is left there is room
        UdpWorld world = world(NARROW, ServerOptions.defaults(), handler);
        DatagramPeer peer = ask(world);
        world.loop.runUntil(() -> !handler.accepted.isEmpty());
        for (int i = 0; i < 20; i++) {
            int number = 50 + i;
            world.loop.schedule(
                    Duration.ofMillis(2 * i),
                    () -> handler.sendTo(peer.address(), ByteBuffer.allocate(4).putInt(0, number)));
        }
        world.pass(Duration.ofSeconds(10));
        List<Integer> numbers = numbers(peer);
        assertThat(numbers).hasSize(70);
        for (int i = 0; i < 70; i++) {
            assertThat(numbers.get(i)).isBetween(i - 5, i + 5); // no more than the network does with two on their way
        }
    }

    @Test
    @DisplayName("U6: no reply to a port below 1024")
    void shouldNotReplyToALowPort() throws IOException {
        UdpWorld world = world(Conditions.CALM, ServerOptions.defaults(), new UdpScript());
        InetSocketAddress server = world.server.serverAddress();
        DatagramPeer chargen = world.network.datagramPeer(new InetSocketAddress("127.0.0.1", 19));
        DatagramPeer last = world.network.datagramPeer(new InetSocketAddress("127.0.0.1", 1023));
        DatagramPeer first = world.network.datagramPeer(new InetSocketAddress("127.0.0.1", 1024));
        List.of(chargen, last, first).forEach(peer -> peer.send(new byte[3], server));
        world.pass(Duration.ofSeconds(1));
        assertThat(chargen.received()).isEmpty();
        assertThat(last.received()).isEmpty();
        assertThat(first.received()).hasSize(1);
        assertThat(world.server.datagrams().refused()).isEqualTo(2);
        assertThat(world.server.datagrams().sent()).isEqualTo(1);
    }

    @Test
    void shouldSurviveOneReceiveThatFailsWithoutAPause() throws IOException {
        UdpWorld world = world(Conditions.CALM, ServerOptions.defaults(), new UdpScript());
        world.network.fail("receive", 1, () -> new SocketException("planned"));
        DatagramPeer peer = ask(world);
        long start = world.network.nanoTime();
        world.loop.runUntil(() -> world.server.datagrams().sent() == 1);
        assertThat(world.network.nanoTime() - start).isZero();
        world.pass(Duration.ofSeconds(1));
        assertThat(peer.received()).hasSize(1);
        assertThat(world.server.datagrams().failed()).isEqualTo(1);
    }

    @Test
    void shouldForgetAFailureOnceReceivingHasSucceeded() throws IOException {
        UdpWorld world = world(Conditions.CALM, ServerOptions.defaults(), new UdpScript());
        world.network.fail("receive", 1, () -> new SocketException("planned"));
        DatagramPeer peer = ask(world);
        world.pass(Duration.ofSeconds(1));
        world.network.fail("receive", 4, () -> new SocketException("planned")); // the third found nothing more
        long start = world.network.nanoTime();
        peer.send(new byte[2], world.server.serverAddress());
        world.loop.runUntil(() -> world.server.datagrams().sent() == 2);
        assertThat(world.network.hasFailed()).isTrue();
        assertThat(world.network.nanoTime()).isEqualTo(start);
    }

    @Test
    void shouldPauseWhileReceivingFailsAndSayItOnce() throws IOException {
        try (var log = new CapturedLog(BaseServer.class)) {
            UdpWorld world = world(Conditions.CALM, ServerOptions.defaults(), new UdpScript());
            world.network.failRepeatedly("receive", 1, 10, () -> new SocketException("planned"));
            DatagramPeer peer = ask(world);
            long start = world.network.nanoTime();
            world.loop.runUntil(() -> world.server.datagrams().sent() == 1);
            assertThat(Duration.ofNanos(world.network.nanoTime() - start)).isEqualTo(Duration.ofMillis(9 * 50));
            world.pass(Duration.ofSeconds(1));
            assertThat(peer.received()).hasSize(1);
            assertThat(world.server.datagrams().failed()).isEqualTo(10);
            assertThat(world.errors).isEmpty();
            assertThat(log.warnings()).singleElement().asString().contains("cannot receive on 127.0.0.1:", "planned");
        }
    }

    @Test
    void shouldNotReceiveAfterAShutdownThatCameInAPause() throws IOException {
        UdpWorld world = world(Conditions.CALM, ServerOptions.defaults(), new UdpScript());
        world.network.failRepeatedly("receive", 1, 2, () -> new SocketException("planned"));
        DatagramPeer peer = ask(world);
        world.loop.runUntil(() -> world.server.datagrams().failed() == 2);
        world.server.shutdown();
        world.pass(Duration.ofSeconds(1));
        assertThat(world.server.datagrams().received()).isZero();
        world.server.serveForever();
        world.pass(Duration.ofSeconds(1));
        assertThat(peer.received()).hasSize(1);
    }

    @Test
    @DisplayName("U3: a send that fails is counted, and no trouble of the next")
    void shouldSurviveASendThatFails() throws IOException {
        var handler = new Burst(3, 4);
        UdpWorld world = world(NARROW, ServerOptions.defaults(), handler);
        world.network.fail("send", 3, () -> new PortUnreachableException("planned")); // from the queue
        DatagramPeer peer = ask(world);
        world.pass(Duration.ofSeconds(1));
        assertThat(peer.received()).hasSize(2);
        assertThat(world.server.datagrams().failed()).isEqualTo(1);
        assertThat(world.errors).isEmpty();
        world.close();
    }
}
