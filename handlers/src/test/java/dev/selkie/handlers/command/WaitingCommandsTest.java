package dev.selkie.handlers.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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

/** In a simulated network, in which no command ever gets a thread. */
class WaitingCommandsTest {
    private static final String LONG = "echo " + "a ".repeat(4000) + "\n";

    @Test
    @DisplayName("B16: a command that waits counts as what is held for its client")
    void shouldCountACommandThatWaits() throws Exception {
        assertThat(usedBytesAfter(null, LONG)).isBetween(100_000L, 300_000L);
    }

    @Test
    @DisplayName("B16: a token that is not looked at yet counts, too")
    void shouldCountATokenThatWaits() throws Exception {
        assertThat(usedBytesAfter(new Token("open sesame"), "wrong\n", LONG)).isBetween(8_000L, 20_000L);
    }

    /** Each is another client's, a moment after the one before. */
    private static long usedBytesAfter(Token token, String... messages) throws Exception {
        var network = new SimulatedNetwork(1, Conditions.CALM);
        try (var service = new CommandService(AllowList.of(List.of("echo=echo ...")), CommandLimits.defaults(), token);
                var loop = new EventLoop(network, network::nanoTime, task -> {});
                var server = new TcpServer(
                        loop, new InetSocketAddress("127.0.0.1", 0), () -> new PlainCommandHandler(service))) {
            server.serveForever();
            long[] most = {0};
            for (int i = 0; i < messages.length; i++) {
                Peer peer = network.connect(server.serverAddress());
                byte[] bytes = messages[i].getBytes(UTF_8);
                loop.schedule(Duration.ofMillis(50L * i), () -> peer.send(bytes));
            }
            boolean[] over = {false};
            loop.schedule(Duration.ofMillis(150), () -> {
                most[0] = server.budget().usedBytes();
                over[0] = true;
            });
            loop.runUntil(() -> over[0]);
            return most[0];
        }
    }
}
