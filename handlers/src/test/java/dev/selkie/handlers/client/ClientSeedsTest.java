package dev.selkie.handlers.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handler.FrameRequestHandler;
import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.Connector;
import dev.selkie.server.ConnectorOptions;
import dev.selkie.server.TcpServer;
import dev.selkie.simulation.SimulatedNetwork;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients in a network that cuts and delays, by seed. A client that waits for nothing ends by an exception of the network. */
@Timeout(60)
class ClientSeedsTest {
    private static final long COUNT = Long.getLong("selkie.seeds", 500);

    /** Echoes, and closes after so many bytes. */
    private static final class EchoUpTo extends StreamRequestHandler {
        private int missingBytes;

        EchoUpTo(int bytes) {
            missingBytes = bytes;
        }

        @Override
        protected void handle(ByteBuffer received) {
            missingBytes -= received.remaining();
            connection().write(received);
            if (missingBytes == 0) {
                connection().close();
            }
        }
    }

    /** Answers a frame with as many bytes as it names, all of them its last character. */
    private static final class Frames extends FrameRequestHandler {
        Frames() {
            super(4, 1000);
        }

        @Override
        protected void handleFrame(ByteBuffer frame) {
            String command = UTF_8.decode(frame).toString();
            byte[] output = output(command).getBytes(UTF_8);
            writeFrame(ByteBuffer.allocate(5 + output.length)
                    .position(5)
                    .put(output)
                    .flip());
        }
    }

    private static String output(String command) {
        return command.substring(command.length() - 1).repeat(Integer.parseInt(command));
    }

    private interface Client {
        CompletableFuture<@Nullable Void> begin(EventLoop loop, InetSocketAddress server, Display display);
    }

    private static String shown(long seed, RequestHandlerFactory serverHandlers, Client client) throws IOException {
        var network = new SimulatedNetwork(seed);
        var shown = new ByteArrayOutputStream();
        try (var loop = new EventLoop(network, network::nanoTime, network.executor());
                var server = new TcpServer(loop, new InetSocketAddress("127.0.0.1", 0), serverHandlers)) {
            server.serveForever();
            var outcome = client.begin(loop, server.serverAddress(), new RawDisplay(shown));
            while (!outcome.isDone()) {
                loop.runOnce();
            }
            outcome.join();
        }
        return shown.toString(UTF_8);
    }

    private static List<String> numbers(Random random, int bound) {
        return IntStream.range(0, 1 + random.nextInt(6))
                .mapToObj(i -> String.valueOf(random.nextInt(bound)))
                .toList();
    }

    @Test
    void shouldSayAllAndShowAllThatComesUntilTheServerCloses() throws IOException {
        for (long seed = 0; seed < COUNT; seed++) {
            List<String> messages = numbers(new Random(seed), 1_000_000_000);
            String all = String.join("", messages);
            assertThat(shown(seed, () -> new EchoUpTo(all.length()), (loop, server, display) -> {
                        var conversation = new Conversation(
                                loop,
                                "it",
                                new Manner(false, true, true, Duration.ZERO),
                                Messages.of(messages),
                                display);
                        var unused = new Connector(
                                        loop, ConnectorOptions.defaults().withConnection(ClientHandler.options()))
                                .connect(server, () -> new ClientHandler(conversation));
                        return conversation.outcome();
                    }))
                    .as("seed %d", seed)
                    .isEqualTo(all);
        }
    }

    @Test
    void shouldShowTheOutputsOfAllCommands() throws IOException {
        for (long seed = 0; seed < COUNT; seed++) {
            List<String> commands = numbers(new Random(seed), seed % 10 == 0 ? 200_000 : 50);
            String all = String.join(
                    "", commands.stream().map(ClientSeedsTest::output).toList());
            assertThat(shown(seed, Frames::new, (loop, server, display) -> {
                        var handler = new FramedRunHandler(null, commands, display, Duration.ZERO);
                        var unused = new Connector(
                                        loop, ConnectorOptions.defaults().withConnection(RunHandler.options()))
                                .connect(server, () -> handler);
                        return handler.outcome();
                    }))
                    .as("seed %d", seed)
                    .isEqualTo(all);
        }
    }
}
