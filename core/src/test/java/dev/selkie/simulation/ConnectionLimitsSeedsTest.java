package dev.selkie.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.ServerOptions;
import dev.selkie.server.TcpServer;
import dev.selkie.testing.VirtualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both limits of connections, and clients of few addresses that come and go in a hostile network, by seed. */
class ConnectionLimitsSeedsTest {
    private static final int IN_ALL = 4;
    private static final ServerOptions OPTIONS =
            ServerOptions.defaults().withMaxConnections(IN_ALL).withMaxPerAddress(2);

    private SimulatedNetwork network;
    private EventLoop loop;
    private TcpServer server;
    private Random random;
    private long mostOpen;

    private static final class Echo extends StreamRequestHandler {
        @Override
        protected void setup() {
            connection().allowEviction();
        }

        @Override
        protected void handle(ByteBuffer received) {
            connection().write(received);
        }
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS) // for as many seeds as one likes
    @DisplayName("A7, A8, H18: limits by seed")
    void shouldNeverServeTooManyAndNeverLoseAPlace() {
        Seeds.each(ConnectionLimitsSeedsTest.class, this::run);
        assertThat(mostOpen).isEqualTo(IN_ALL);
    }

    private void run(long seed) throws IOException {
        random = new Random(seed);
        network = new SimulatedNetwork(seed);
        loop = new EventLoop(network, network::nanoTime, network.executor());
        server = new TcpServer(loop, new InetSocketAddress("127.0.0.1", 0), Echo::new, OPTIONS);
        server.serveForever();
        loop.addTurnListener(
                () -> mostOpen = Math.max(mostOpen, server.counters().open()));
        for (int i = 0; i < 20; i++) {
            network.after(Duration.ofMillis(random.nextInt(1_000)), this::comeAndGo);
        }
        pass(Duration.ofMinutes(2));
        assertThat(server.counters().open()).isZero();
        for (int address = 0; address < IN_ALL + 1; address++) {
            connectFrom(address);
        }
        pass(Duration.ofSeconds(1));
        assertThat(server.counters().open()).isEqualTo(IN_ALL);
        server.close(Duration.ZERO);
        loop.close();
    }

    private void comeAndGo() {
        Peer peer = connectFrom(random.nextInt(IN_ALL)).send(new byte[random.nextInt(100)]);
        Runnable end = switch (random.nextInt(3)) {
            case 0 -> peer::close;
            case 1 -> peer::reset;
            default -> peer::endOutput;
        };
        network.after(Duration.ofMillis(random.nextInt(500)), end);
    }

    private Peer connectFrom(int address) {
        try {
            InetAddress from = InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) address});
            return network.connect(from, server.serverAddress());
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void pass(Duration time) throws IOException {
        VirtualTime.pass(loop, time);
    }
}
