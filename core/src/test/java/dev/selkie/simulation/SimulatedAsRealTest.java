package dev.selkie.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.connection.ConnectionOptions;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.TcpServer;
import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same handler and the same client, once on loopback sockets and once in the simulation: they see the same. */
class SimulatedAsRealTest {
    /**
     * A conversation: what the client sends, whether it then ends its side, and whom it meets.
     *
     * @param name of the scenario
     */
    record Scenario(String name, String sends, boolean ends, Supplier<Script> handler) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** What was seen: the handler's calls (with pieces of input put together), the bytes that came back, how it ended. */
    record Seen(List<String> calls, String received, boolean reset) {}

    static Stream<Scenario> scenarios() {
        return Stream.of(
                new Scenario("echo, then the client ends", "hello", true, () -> new Script() {
                    @Override
                    protected void onHandle(ByteBuffer received) {
                        peer().write(received);
                    }
                }),
                new Scenario("the server speaks and closes", "", false, () -> new Script() {
                    @Override
                    protected void onSetup() {
                        peer().write(bytes("welcome and goodbye"));
                        peer().close();
                    }
                }),
                new Scenario(
                        "the server answers late to a client that has ended", "question", true, () -> new Script() {
                            @Override
                            protected void onEndOfInput() {
                                peer().write(bytes("answer"));
                                peer().close();
                            }
                        }),
                new Scenario("the server closes with input left unread", "x".repeat(5_000), false, () -> new Script() {
                    @Override
                    protected void onHandle(ByteBuffer received) {
                        peer().write(bytes("too long"));
                        peer().close();
                    }
                }),
                new Scenario("the server breaks it off", "hello", false, () -> new Script() {
                    @Override
                    protected void onHandle(ByteBuffer received) {
                        peer().abort();
                    }
                }),
                new Scenario("the handler throws", "hello", false, () -> new Script() {
                    @Override
                    protected void onHandle(ByteBuffer received) {
                        throw new IllegalStateException("as planned");
                    }

                    @Override
                    protected void onFinish() {
                        peer().write(bytes("sorry"));
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldSeeTheSameInBothWorlds(Scenario scenario) throws IOException {
        assertThat(simulated(scenario)).isEqualTo(real(scenario));
    }

    private static Seen real(Scenario scenario) throws IOException {
        Script handler = scenario.handler.get();
        try (var stage = new Stage(() -> handler, ConnectionOptions.defaults())) {
            Client client = stage.connect();
            if (!scenario.sends.isEmpty()) {
                client.send(scenario.sends);
            }
            if (scenario.ends) {
                client.endOutput();
            }
            boolean reset = client.isReset();
            String received = new String(client.receive(0), UTF_8);
            client.close();
            stage.stepUntil(handler::isClosed);
            return new Seen(calls(handler), received, reset);
        }
    }

    private static Seen simulated(Scenario scenario) throws IOException {
        Script handler = scenario.handler.get();
        var network = new SimulatedNetwork(1, Conditions.CALM);
        try (var loop = new EventLoop(network, network::nanoTime, network.executor());
                var server = new TcpServer(loop, new InetSocketAddress("127.0.0.1", 0), () -> handler) {
                    @Override
                    protected void handleError(java.net.SocketAddress clientAddress, Throwable failure) {
                        // as planned
                    }
                }) {
            server.serveForever();
            Peer peer = network.connect(server.serverAddress());
            if (!scenario.sends.isEmpty()) {
                peer.send(scenario.sends.getBytes(UTF_8));
            }
            if (scenario.ends) {
                peer.endOutput();
            }
            boolean[] over = {false};
            loop.schedule(Duration.ofSeconds(1), () -> over[0] = true);
            loop.runUntil(() -> over[0]);
            boolean reset = peer.isBroken();
            peer.close();
            loop.runUntil(handler::isClosed);
            return new Seen(calls(handler), new String(peer.received(), UTF_8), reset);
        }
    }

    private static List<String> calls(Script handler) {
        return handler.events().stream()
                .map(call -> call.startsWith("handle") ? "handle" : call)
                .distinct()
                .toList();
    }
}
