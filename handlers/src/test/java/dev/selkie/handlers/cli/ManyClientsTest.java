package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handlers.client.ClientHandler;
import dev.selkie.handlers.client.Conversation;
import dev.selkie.handlers.client.Manner;
import dev.selkie.handlers.client.Messages;
import dev.selkie.handlers.client.RawDisplay;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.Connector;
import dev.selkie.server.ConnectorOptions;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client's classes, many on one loop. */
@Timeout(60)
class ManyClientsTest {
    private static final int COUNT = 50;

    @Test
    void shouldHold50ConversationsAtOnceWithTheTutorialsEchoServer() throws Exception {
        try (var server = PythonServer.start("Echo");
                var loop = new EventLoop();
                var connector =
                        new Connector(loop, ConnectorOptions.defaults().withConnection(ClientHandler.options()))) {
            var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(server.port()));
            List<ByteArrayOutputStream> shown = new ArrayList<>();
            List<CompletableFuture<?>> outcomes = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                var out = new ByteArrayOutputStream();
                var conversation = new Conversation(
                        loop,
                        "the server",
                        new Manner(false, true, false, Duration.ofSeconds(20)),
                        Messages.of(messages(i)),
                        new RawDisplay(out));
                var unused = connector.connect(address, () -> new ClientHandler(conversation));
                shown.add(out);
                outcomes.add(conversation.outcome());
            }
            loop.runUntil(() -> outcomes.stream().allMatch(CompletableFuture::isDone));

            for (int i = 0; i < COUNT; i++) {
                outcomes.get(i).join();
                assertThat(shown.get(i).toString(UTF_8)).isEqualTo(String.join("", messages(i)));
            }
        }
    }

    private static List<String> messages(int client) {
        return IntStream.range(0, 5).mapToObj(i -> client + "/" + i + ";").toList();
    }
}
