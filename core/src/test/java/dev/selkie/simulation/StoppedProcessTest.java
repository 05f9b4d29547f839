package dev.selkie.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.ConnectionOptions;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.ServerOptions;
import dev.selkie.server.TcpServer;
import dev.selkie.testing.Echo;
import dev.selkie.testing.VirtualTime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Contract 8: a process that was stopped reads waiting input before anything expires")
class StoppedProcessTest {
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SimulatedNetwork network = new SimulatedNetwork(1, Conditions.CALM);
    private EventLoop loop;
    private TcpServer server;

    @BeforeEach
    void serve() throws IOException {
        loop = new EventLoop(network, network::nanoTime, network.executor());
        server = new TcpServer(
                loop,
                new InetSocketAddress("127.0.0.1", 0),
                Echo::new,
                ServerOptions.defaults()
                        .withRequestQueueSize(3_000)
                        .withConnection(ConnectionOptions.defaults().withIdleTimeout(IDLE)));
        server.serveForever();
    }

    private void pass(Duration time) throws IOException {
        VirtualTime.pass(loop, time);
    }

    private List<Peer> connect(int count) throws IOException {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            peers.add(network.connect(server.serverAddress()).send(new byte[] {1}));
        }
        pass(Duration.ofSeconds(1));
        assertThat(server.counters().open()).isEqualTo(count);
        return peers;
    }

    @ParameterizedTest(name = "{0} connections, stopped for {1} ms")
    @CsvSource({"1, 60000", "1, 9500", "3000, 60000", "3000, 11000"})
    void shouldEchoWhatCameWhileItWasStoppedWithinASelect(int count, int millis) throws IOException {
        List<Peer> peers = connect(count);
        network.after(Duration.ofMillis(1), () -> network.stopProcess(Duration.ofMillis(millis)));
        network.after(Duration.ofSeconds(5), () -> peers.forEach(peer -> peer.send(new byte[] {2})));
        pass(Duration.ofMillis(millis + 100));
        assertThat(peers).allSatisfy(peer -> assertThat(peer.received()).containsExactly(1, 2));
        assertThat(server.counters().closed(CloseReason.IDLE)).isZero();
    }

    @Test
    void shouldEchoWhatCameWhileItWasStoppedBetweenTwoSelects() throws IOException {
        List<Peer> peers = connect(3_000);
        network.after(Duration.ofSeconds(5), () -> peers.forEach(peer -> peer.send(new byte[] {2})));
        network.stopProcess(MINUTE);
        pass(Duration.ofMillis(100));
        assertThat(peers).allSatisfy(peer -> assertThat(peer.received()).containsExactly(1, 2));
    }

    @Test
    void shouldCloseThoseWhoSentNothingWhileItWasStopped() throws IOException {
        List<Peer> peers = connect(2);
        network.after(Duration.ofMillis(1), () -> network.stopProcess(MINUTE));
        network.after(Duration.ofSeconds(5), () -> peers.get(0).send(new byte[] {2}));
        pass(MINUTE);
        pass(Duration.ofSeconds(1));
        assertThat(peers.get(0).hasEnded()).isFalse();
        assertThat(peers.get(1).hasEnded()).isTrue();
        assertThat(server.counters().open()).isGreaterThanOrEqualTo(1);
    }
}
