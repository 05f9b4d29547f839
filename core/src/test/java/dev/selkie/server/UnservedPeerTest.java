package dev.selkie.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.loop.EventLoop;
import dev.selkie.simulation.Conditions;
import dev.selkie.simulation.Peer;
import dev.selkie.simulation.SimulatedNetwork;
import dev.selkie.testing.Script;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that was accepted and could not be served is told by a reset: an end of the stream is an answer to some. */
class UnservedPeerTest {
    private SimulatedNetwork network = new SimulatedNetwork(1, Conditions.CALM);

    private EventLoop loop() throws IOException {
        return new EventLoop(network, network::nanoTime, network.executor());
    }

    private static TcpServer serve(EventLoop loop, RequestHandlerFactory factory) throws IOException {
        var server = new TcpServer(loop, new InetSocketAddress("127.0.0.1", 0), factory) {
            @Override
            protected void handleError(@Nullable SocketAddress clientAddress, Throwable failure) {
                // planned
            }
        };
        server.serveForever();
        loop.runOnce();
        return server;
    }

    private Peer come(TcpServer server) throws IOException {
        Peer peer = network.connect(server.serverAddress()).endOutput();
        server.loop().schedule(Duration.ofHours(1), () -> {}); // the loop sleeps when the peer ends
        server.loop().runUntil(() -> peer.hasEnded() || peer.isBroken());
        return peer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"register", "configureBlocking", "setOption", "getRemoteAddress"})
    void shouldBeResetWhenItsChannelFails(String operation) throws IOException {
        int failed = 0;
        for (int call = 1; call < 20; call++) {
            network = new SimulatedNetwork(1, Conditions.CALM);
            try (var loop = loop();
                    var server = serve(loop, Script::new)) {
                network.fail(operation, call, () -> new IOException("planned"));
                Peer peer = come(server);
                assertThat(peer.isBroken()).isEqualTo(network.hasFailed());
                failed += network.hasFailed() ? 1 : 0;
            }
        }
        assertThat(failed).isPositive();
    }

    @Test
    void shouldBeResetWhenThereIsNoHandlerForIt() throws IOException {
        try (var loop = loop();
                var server = serve(loop, () -> {
                    throw new IOException("planned");
                })) {
            assertThat(come(server).isBroken()).isTrue();
        }
    }
}
