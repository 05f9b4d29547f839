package dev.selkie.handlers.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.connection.CloseReason;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.TcpServer;
import dev.selkie.simulation.Conditions;
import dev.selkie.simulation.Peer;
import dev.selkie.simulation.SimulatedNetwork;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** In a simulated network, where time is virtual. */
class TokenInTimeTest {
    private static final Duration LITTLE = Duration.ofMillis(10);

    @Test
    @DisplayName("C3: the token just in time, and just too late")
    void shouldTakeATokenWithinTenSecondsAndNoneLater() throws Exception {
        assertThat(answerToATokenAfter(Duration.ofSeconds(10).minus(LITTLE))).isEqualTo("ok\n");
        assertThat(answerToATokenAfter(Duration.ofSeconds(10).plus(LITTLE))).isEqualTo("REQUEST_TIMEOUT");
    }

    /** Or why there is none. */
    private static String answerToATokenAfter(Duration time) throws Exception {
        var network = new SimulatedNetwork(1, Conditions.CALM);
        var token = new Token("open sesame");
        try (var service = new CommandService(AllowList.of(List.of()), CommandLimits.defaults(), token);
                var loop = new EventLoop(network, network::nanoTime, network.executor());
                var server = new TcpServer(
                        loop, new InetSocketAddress("127.0.0.1", 0), () -> new PlainCommandHandler(service))) {
            server.serveForever();
            Peer peer = network.connect(server.serverAddress());
            boolean[] over = {false};
            loop.schedule(time, () -> peer.send("open sesame\n".getBytes(UTF_8)));
            loop.schedule(time.plus(Duration.ofSeconds(5)), () -> over[0] = true);
            loop.runUntil(() -> over[0]);
            return server.counters().closed(CloseReason.REQUEST_TIMEOUT) == 1 && peer.received().length == 0
                    ? "REQUEST_TIMEOUT"
                    : new String(peer.received(), UTF_8);
        }
    }
}
