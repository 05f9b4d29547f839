package dev.selkie.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handler.DatagramHandlerFactory;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.UdpServer;
import dev.selkie.simulation.DatagramPeer;
import dev.selkie.simulation.SimulatedNetwork;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bundled handlers of datagrams in a network that loses, doubles and delays them, by seed. */
@Timeout(value = 1, unit = TimeUnit.DAYS) // for as many seeds as one likes
class UdpHandlerSeedsTest {
    /** A network may double what is asked and what is answered. */
    private static final int MOST_TIMES = 4;

    private final List<String> sent = new ArrayList<>();
    private DatagramPeer peer;

    /** Sends texts that all differ, and waits until nothing is on its way any more. */
    private void talk(long seed, DatagramHandlerFactory handlers) throws IOException {
        var random = new Random(seed);
        var network = new SimulatedNetwork(seed);
        sent.clear();
        try (var loop = new EventLoop(network, network::nanoTime, network.executor());
                var server = new UdpServer(loop, new InetSocketAddress("127.0.0.1", 0), handlers)) {
            server.serveForever();
            peer = network.datagramPeer();
            for (int count = random.nextInt(30); count > 0; count--) {
                String text = count + " grüezi";
                sent.add(text);
                network.after(
                        Duration.ofMillis(random.nextInt(100)),
                        () -> peer.send(text.getBytes(UTF_8), server.serverAddress()));
            }
            boolean[] over = {false};
            loop.schedule(Duration.ofSeconds(5), () -> over[0] = true);
            loop.runUntil(() -> over[0]);
        }
        assertThat(network.descriptors()).isZero();
    }

    private long checked(List<String> came) {
        assertThat(sent).containsAll(came);
        for (String text : sent) {
            assertThat(came.stream().filter(text::equals).count()).isLessThanOrEqualTo(MOST_TIMES);
        }
        return came.size();
    }

    @Test
    void shouldPrintWhatWasSentAndAnswerNothing() {
        long[] printed = {0};
        Seeds.eachOf(Seeds.share(4), UdpHandlerSeedsTest.class, seed -> {
            List<String> came = new ArrayList<>();
            talk(seed, () -> new UdpSinkHandler(came::add, false));
            assertThat(peer.received()).isEmpty();
            printed[0] += checked(came);
        });
        assertThat(printed[0]).isGreaterThan(Seeds.areMany() ? 1_000 : -1);
    }

    @Test
    void shouldSendBackNothingButWhatWasSent() {
        long[] answered = {0};
        Seeds.eachOf(Seeds.share(4), UdpHandlerSeedsTest.class, seed -> {
            talk(seed, UdpEchoHandler::new);
            answered[0] += checked(peer.received().stream()
                    .map(bytes -> new String(bytes, UTF_8))
                    .toList());
        });
        assertThat(answered[0]).isGreaterThan(Seeds.areMany() ? 1_000 : -1);
    }
}
