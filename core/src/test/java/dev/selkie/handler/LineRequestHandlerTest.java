package dev.selkie.handler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.Connection;
import dev.selkie.connection.ConnectionOptions;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.TcpServer;
import dev.selkie.simulation.Conversation;
import dev.selkie.simulation.Peer;
import dev.selkie.simulation.SimulatedNetwork;
import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LineRequestHandlerTest {
    /** Notes its lines and answers each in brackets. */
    private static class Brackets extends LineRequestHandler {
        final List<String> lines = new ArrayList<>();

        @Nullable
        CloseReason reason;

        Brackets() {}

        Brackets(int maxLineBytes) {
            super(maxLineBytes);
        }

        @Override
        protected void handleLine(String line) throws Exception {
            lines.add(line);
            connection().write(Script.bytes("[" + line + "]"));
        }

        @Override
        protected void lineTooLong() throws Exception {
            connection().write(Script.bytes("line too long"));
        }

        @Override
        protected void closed(CloseReason why, long unsentBytes) {
            reason = why;
        }

        Connection peer() {
            return connection();
        }
    }

    private static void endOf(Stage stage, Client client, Brackets handler) throws IOException {
        client.close();
        stage.stepUntil(() -> handler.reason != null);
    }

    // ---- lines

    @Test
    @DisplayName("B18: the same lines however they are cut")
    void shouldFindTheSameLinesHoweverTheyAreCut() throws IOException {
        assertThat(Conversation.with(Brackets::new)
                        .saying("first\n\n\r\n\n")
                        .saying("ümläut € 𝄞\r\n")
                        .saying("a\rb\r\r\n")
                        .saying("last")
                        .underEverySegmentation())
                .isEqualTo("[first][][][][ümläut € 𝄞][a\rb\r][last]");
    }

    @Test
    void shouldTakeTheEndOfTheStreamForTheEndOfTheLastLine() throws IOException {
        assertThat(Conversation.with(Brackets::new).saying("a\nb\r").underEverySegmentation())
                .isEqualTo("[a][b]");
        assertThat(Conversation.with(Brackets::new).saying("a\nb\n").underEverySegmentation())
                .isEqualTo("[a][b]");
        assertThat(Conversation.with(Brackets::new).underEverySegmentation()).isEmpty();
    }

    @Test
    void shouldFindTheSameLinesInAHostileNetwork() throws IOException {
        var text = new StringBuilder();
        var answer = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            String line = "é".repeat(i % 40) + i;
            text.append(line).append(i % 3 == 0 ? "\r\n" : "\n");
            answer.append('[').append(line).append(']');
        }
        for (int seed = 0; seed < 100; seed++) {
            var network = new SimulatedNetwork(seed);
            try (var loop = new EventLoop(network, network::nanoTime, network.executor());
                    var server = new TcpServer(
                            loop, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Brackets::new)) {
                server.serveForever();
                Peer peer = network.connect(server.serverAddress())
                        .send(text.toString().getBytes(UTF_8))
                        .endOutput();
                loop.schedule(Duration.ofHours(1), () -> {}); // the loop sleeps when the peer ends
                loop.runUntil(() -> peer.hasEnded() || peer.isBroken());
                assertThat(new String(peer.received(), UTF_8))
                        .as("seed %s", seed)
                        .isEqualTo(answer.toString());
            }
        }
    }

    @Test
    @DisplayName("B19: what is no UTF-8 is replaced, and the next line handled")
    void shouldReplaceWhatIsNotUtf8() throws IOException {
        var handler = new Brackets();
        try (var stage = new Stage(() -> handler)) {
            stage.connect().send(new byte[] {'a', (byte) 0xff, 'b', '\n'});
            stage.stepUntil(() -> !handler.lines.isEmpty());
            assertThat(handler.lines).containsExactly("a\ufffdb");
        }
    }

    @Test
    void shouldGiveABytewiseHandlerAViewThatItCannotSpoil() throws IOException {
        class Spoiler extends LineRequestHandler {
            @Override
            protected void handleLine(ByteBuffer line) {
                connection().write(Script.bytes("<" + UTF_8.decode(line.duplicate()) + ">"));
                line.clear().limit(1);
            }
        }
        assertThat(Conversation.with(Spoiler::new).saying("one\n\r\ntwo\nthree").underEverySegmentation())
                .isEqualTo("<one><><two><three>");
    }

    @Test
    void shouldSayThatOneOfTheTwoMethodsMustBeOverridden() throws IOException {
        class Neither extends LineRequestHandler {}
        try (var stage = new Stage(Neither::new)) {
            stage.connect().send("x\n");
            stage.stepUntil(() -> !stage.server().errors().isEmpty());
            assertThat(stage.server().errors())
                    .singleElement()
                    .satisfies(error -> assertThat(error)
                            .isInstanceOf(UnsupportedOperationException.class)
                            .hasMessageContaining("overrides neither"));
        }
    }

    // ---- long ones

    @Test
    @DisplayName("B14: the longest line, and one byte more")
    void shouldTakeALineOfTheGreatestLengthAndNoLongerOne() throws IOException {
        assertThat(Conversation.with(() -> new Brackets(4))
                        .saying("1234\n1234\r\n")
                        .saying("12345\nnever\n")
                        .underEverySegmentation())
                .isEqualTo("[1234][1234]line too long");
        assertThat(Conversation.with(() -> new Brackets(4))
                        .saying("123\n1234\r")
                        .underEverySegmentation())
                .isEqualTo("[123][1234]");
        assertThat(Conversation.with(() -> new Brackets(4)).saying("1234\rx\n").underEverySegmentation())
                .isEqualTo("line too long");
        assertThat(Conversation.with(() -> new Brackets(4)).saying("12345").underEverySegmentation())
                .isEqualTo("line too long");
    }

    @Test
    void shouldTake8KiBByDefault() throws IOException {
        var handler = new Brackets();
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("x".repeat(8192) + "\r\n" + "y".repeat(8193));
            assertThat(new String(client.receiveAll(), UTF_8)).isEqualTo("[" + "x".repeat(8192) + "]line too long");
            endOf(stage, client, handler);
            assertThat(handler.reason).isEqualTo(CloseReason.INPUT_TOO_LONG);
            assertThat(stage.server().errors()).isEmpty();
        }
    }

    @Test
    void shouldNotTakeALineThatCannotBeKeptUntilItIsWhole() throws IOException {
        var handler = new Brackets(1_000_000);
        try (var stage = new Stage(() -> handler, ConnectionOptions.defaults().withMaxInputBytes(5))) {
            Client client = stage.connect().send("1234\r");
            client.send("\n12345\nnever\n");
            assertThat(new String(client.receiveAll(), UTF_8)).isEqualTo("[1234]line too long");
            endOf(stage, client, handler);
            assertThat(handler.reason).isEqualTo(CloseReason.INPUT_TOO_LONG);
        }
    }

    @Test
    void shouldRefuseALineOfNoBytes() {
        assertThatThrownBy(() -> new Brackets(0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** An LF put where the search has been already is not found: it searches each byte once. */
    @Test
    @DisplayName("B17: each byte is looked at once")
    void shouldSearchEachByteOnceHoweverOftenItIsPresented() throws IOException {
        class Presented extends Brackets {
            void present(String bytes) throws Exception {
                handle(ByteBuffer.wrap(bytes.getBytes(UTF_8)));
            }
        }
        var handler = new Presented();
        try (var stage = new Stage(() -> handler)) {
            stage.connect();
            stage.stepUntil(() -> stage.server().counters().opened() == 1);
            stage.onLoop(() -> {
                try {
                    handler.present("aaaa");
                    handler.present("aa\naa");
                    handler.present("aa\na\nb\nc\n");
                } catch (Exception failure) {
                    throw new AssertionError(failure);
                }
            });
            assertThat(handler.lines).containsExactly("aa\na\nb", "c");
        }
    }

    // ---- many at once

    @Test
    void shouldHoldLittleForAClientThatSendsAMillionLinesAndDoesNotRead() throws IOException {
        String answer = "an answer longer than its line";
        class Answers extends Brackets {
            private int count;

            @Override
            protected void handleLine(ByteBuffer line) {
                count++;
                connection().write(Script.bytes(answer));
            }
        }
        int lines = 1_000_000;
        var handler = new Answers();
        try (var stage = new Stage(() -> handler)) {
            Client deaf = stage.connect(64 * 1024);
            ByteBuffer source = ByteBuffer.wrap("x\n".repeat(lines).getBytes(UTF_8));
            long most = 0;
            for (int refusals = 0; refusals < 20; refusals++) {
                int sent = deaf.sendSome(source);
                refusals = sent > 0 ? 0 : refusals;
                stage.step();
                most = Math.max(most, stage.server().budget().usedBytes());
            }
            assertThat(handler.count).isLessThan(lines);
            while (source.hasRemaining()) {
                deaf.sendSome(source);
                deaf.read();
                stage.step();
                most = Math.max(most, stage.server().budget().usedBytes());
            }
            // What has been read and not consumed, once, and output a little above its mark.
            assertThat(most).isLessThan(512 * 1024);
            deaf.endOutput();
            assertThat(deaf.receiveAll()).hasSize(lines * answer.length());
            assertThat(handler.count).isEqualTo(lines);
            assertThat(stage.server().budget().usedBytes()).isZero();
        }
    }

    @Test
    void shouldHandleNoMoreLinesWhileItIsPaused() throws IOException {
        class Pausing extends Brackets {
            @Override
            protected void handleLine(String line) throws Exception {
                super.handleLine(line);
                connection().pause();
            }
        }
        var handler = new Pausing();
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("one\ntwo\nthree");
            client.endOutput();
            for (int answered = 1; answered <= 3; answered++) {
                int soFar = answered;
                stage.stepUntil(() -> handler.lines.size() == soFar);
                stage.steps(3);
                assertThat(handler.lines).hasSize(soFar);
                stage.onLoop(() -> handler.peer().resume());
            }
            assertThat(new String(client.receiveAll(), UTF_8)).isEqualTo("[one][two][three]");
        }
    }

    @Test
    @DisplayName("B20: no line behind the one that closed")
    void shouldHandleNoMoreLinesWhenOneHasClosed() throws IOException {
        class Quitting extends Brackets {
            @Override
            protected void handleLine(String line) throws Exception {
                super.handleLine(line);
                if (line.equals("quit")) {
                    connection().close();
                }
            }
        }
        assertThat(Conversation.with(Quitting::new).saying("one\nquit\nnever\n").underEverySegmentation())
                .isEqualTo("[one][quit]");
    }

    @Test
    void shouldHandleNoMoreLinesWhenOneHasFailed() throws IOException {
        class Failing extends Brackets {
            @Override
            protected void handleLine(String line) throws Exception {
                super.handleLine(line);
                throw new IOException("on " + line);
            }
        }
        var handler = new Failing();
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("one\ntwo\n");
            assertThat(new String(client.receiveAll(), UTF_8)).isEqualTo("[one]");
            endOf(stage, client, handler);
            assertThat(handler.reason).isEqualTo(CloseReason.HANDLER_FAILED);
            assertThat(stage.server().errors())
                    .singleElement()
                    .satisfies(error -> assertThat(error).hasMessage("on one"));
        }
    }
}
