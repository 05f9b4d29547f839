package dev.selkie.handler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selkie.connection.CloseReason;
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
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameRequestHandlerTest {
    /** Sends every frame back. */
    private static class Echo extends FrameRequestHandler {
        int frames;

        @Nullable
        CloseReason reason;

        Echo(int lengthBytes, int maxFrameBytes) {
            super(lengthBytes, maxFrameBytes);
        }

        @Override
        protected void handleFrame(ByteBuffer frame) throws Exception {
            frames++;
            writeFrame(frame);
        }

        @Override
        protected void frameTooLong(long length) throws Exception {
            connection().write(Script.bytes("too long: " + length));
        }

        @Override
        protected void closed(CloseReason why, long unsentBytes) {
            reason = why;
        }

        boolean write(ByteBuffer payload) {
            return writeFrame(payload);
        }
    }

    private static byte[] frame(int lengthBytes, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(lengthBytes + payload.length);
        switch (lengthBytes) {
            case 1 -> frame.put((byte) payload.length);
            case 2 -> frame.putShort((short) payload.length);
            default -> frame.putInt(payload.length);
        }
        return frame.put(payload).array();
    }

    private static String text(int lengthBytes, String payload) {
        return new String(frame(lengthBytes, payload.getBytes(UTF_8)), UTF_8);
    }

    // ---- frames

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    @DisplayName("B18: the same frames however they are cut")
    void shouldFindTheSameFramesHoweverTheyAreCut(int lengthBytes) throws IOException {
        String frames = text(lengthBytes, "grüezi") + text(lengthBytes, "") + text(lengthBytes, "x".repeat(100));
        assertThat(Conversation.with(() -> new Echo(lengthBytes, 100))
                        .saying(frames)
                        .saying(text(lengthBytes, "half").substring(0, lengthBytes + 2))
                        .underEverySegmentation())
                .isEqualTo(frames);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    @DisplayName("B15: a length is never negative")
    void shouldReadALengthAsUnsignedAndTheMostSignificantByteFirst(int lengthBytes) throws IOException {
        int size = lengthBytes == 1 ? 200 : 40_000;
        byte[] payload = new byte[size];
        new Random(size).nextBytes(payload);
        try (var stage = new Stage(() -> new Echo(lengthBytes, size))) {
            byte[] frame = frame(lengthBytes, payload);
            assertThat(stage.connect().send(frame).receive(frame.length)).isEqualTo(frame);
        }
    }

    @Test
    void shouldFindTheSameFramesInAHostileNetwork() throws IOException {
        for (int seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            ByteBuffer frames = ByteBuffer.allocate(20_000);
            for (int size = 0; frames.remaining() >= 2 + size; size = random.nextInt(3000)) {
                byte[] payload = new byte[size];
                random.nextBytes(payload);
                frames.put(frame(2, payload));
            }
            byte[] sent = Arrays.copyOf(frames.array(), frames.position());
            var network = new SimulatedNetwork(seed);
            try (var loop = new EventLoop(network, network::nanoTime, network.executor());
                    var server = new TcpServer(
                            loop,
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            () -> new Echo(2, 3000))) {
                server.serveForever();
                Peer peer = network.connect(server.serverAddress()).send(sent).endOutput();
                loop.schedule(Duration.ofHours(1), () -> {}); // the loop sleeps when the peer ends
                loop.runUntil(() -> peer.hasEnded() || peer.isBroken());
                assertThat(peer.received()).as("seed %s", seed).isEqualTo(sent);
            }
        }
    }

    @Test
    void shouldGiveAViewThatTheHandlerCannotSpoil() throws IOException {
        class Spoiler extends Echo {
            Spoiler() {
                super(2, 100);
            }

            @Override
            protected void handleFrame(ByteBuffer frame) throws Exception {
                super.handleFrame(frame.duplicate());
                frame.order(ByteOrder.LITTLE_ENDIAN).clear().limit(1);
            }
        }
        String frames = text(2, "one") + text(2, "") + text(2, "three");
        assertThat(Conversation.with(Spoiler::new).saying(frames).underEverySegmentation())
                .isEqualTo(frames);
    }

    @Test
    void shouldNotLetOneHandlersByteOrderReachAnother() throws IOException {
        List<ByteOrder> orders = new ArrayList<>();
        class Little extends StreamRequestHandler {
            @Override
            protected void handle(ByteBuffer received) {
                orders.add(received.order());
                received.order(ByteOrder.LITTLE_ENDIAN).position(received.limit());
            }
        }
        try (var stage = new Stage(Little::new)) {
            stage.connect().send("a");
            stage.stepUntil(() -> orders.size() == 1);
            stage.connect().send("b");
            stage.stepUntil(() -> orders.size() == 2);
            assertThat(orders).containsOnly(ByteOrder.BIG_ENDIAN);
        }
    }

    // ---- long ones

    @Test
    @DisplayName("B14, B15: the greatest length, and one more")
    void shouldTakeAFrameOfTheGreatestLengthAndNoLongerOne() throws IOException {
        assertThat(Conversation.with(() -> new Echo(1, 4))
                        .saying(text(1, "1234") + text(1, "12345") + text(1, "x"))
                        .underEverySegmentation())
                .isEqualTo(text(1, "1234") + "too long: 5");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, Integer.MAX_VALUE, 101})
    @DisplayName("B15: a length beyond the limit ends the connection before a byte is kept for it")
    void shouldCloseAsSoonAsTheLengthIsKnown(int length) throws IOException {
        var handler = new Echo(4, 100);
        try (var stage = new Stage(() -> handler)) {
            Client client =
                    stage.connect().send(ByteBuffer.allocate(4).putInt(length).array());
            assertThat(new String(client.receiveAll(), UTF_8))
                    .isEqualTo("too long: " + Integer.toUnsignedString(length));
            client.close();
            stage.stepUntil(() -> handler.reason != null);
            assertThat(handler.reason).isEqualTo(CloseReason.INPUT_TOO_LONG);
            assertThat(handler.frames).isZero();
            assertThat(stage.server().budget().usedBytes()).isZero();
        }
    }

    @Test
    void shouldTakeAFrameThatJustFitsWhatIsKeptForAHandler() throws IOException {
        try (var stage =
                new Stage(() -> new Echo(2, 10), ConnectionOptions.defaults().withMaxInputBytes(12))) {
            byte[] longest = frame(2, new byte[10]);
            Client client = stage.connect();
            for (byte each : longest) {
                client.send(new byte[] {each});
                stage.step();
            }
            assertThat(client.receive(12)).isEqualTo(longest);
        }
    }

    @Test
    void shouldSayWhenItsFramesDoNotFitWhatIsKeptForAHandler() throws IOException {
        try (var stage =
                new Stage(() -> new Echo(2, 11), ConnectionOptions.defaults().withMaxInputBytes(12))) {
            assertThat(stage.connect().send(new byte[] {0, 1, 0}).receiveAll()).isEmpty();
            assertThat(stage.server().errors())
                    .singleElement()
                    .extracting(Throwable::getMessage)
                    .asString()
                    .contains("withMaxInputBytes(13)");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 3, 5, 8})
    void shouldKnowLengthsOfOneTwoAndFourBytes(int lengthBytes) {
        assertThatThrownBy(() -> new Echo(lengthBytes, 100)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Echo(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    // ---- sending them

    @Test
    void shouldRefuseToSendWhatDoesNotFitTheLength() throws IOException {
        var handler = new Echo(1, 100);
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            stage.stepUntil(() -> stage.server().counters().opened() == 1);
            ByteBuffer tooLong = ByteBuffer.allocate(256);
            stage.onLoop(() -> {
                assertThatThrownBy(() -> handler.write(tooLong))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("256");
                assertThat(handler.write(ByteBuffer.allocate(255))).isTrue();
            });
            assertThat(tooLong.remaining()).isEqualTo(256);
            assertThat(client.receive(256)).startsWith(255);
        }
    }

    @Test
    void shouldNotMixTheFramesOfSeveralThreads() throws Exception {
        int threads = 4;
        int frames = 500;
        var handler = new Echo(2, 100);
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            stage.stepUntil(() -> stage.server().counters().opened() == 1);
            List<Thread> writers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                byte[] payload = "x".repeat(t).getBytes(UTF_8);
                var writer = new Thread(() -> {
                    for (int i = 0; i < frames; i++) {
                        handler.write(ByteBuffer.wrap(payload));
                    }
                });
                writers.add(writer);
                writer.start();
            }
            ByteBuffer received = ByteBuffer.wrap(client.receive(frames * (0 + 1 + 2 + 3 + threads * 2)));
            int[] counts = new int[threads];
            while (received.hasRemaining()) {
                int length = received.getShort();
                counts[length]++;
                received.position(received.position() + length);
            }
            assertThat(counts).containsOnly(frames);
            for (Thread writer : writers) {
                writer.join();
            }
        }
    }

    @Test
    void shouldSayThatAClosedConnectionTakesNoFrame() throws Exception {
        var handler = new Echo(2, 100) {
            void end() {
                connection().close();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            stage.connect();
            stage.stepUntil(() -> stage.server().counters().opened() == 1);
            ByteBuffer payload = ByteBuffer.allocate(10);
            stage.onLoop(() -> {
                handler.end();
                assertThat(handler.write(payload)).isFalse();
            });
            assertThat(CompletableFuture.supplyAsync(() -> handler.write(payload))
                            .get())
                    .isFalse();
            assertThat(payload.remaining()).isEqualTo(10);
        }
    }

    // ---- many at once

    @Test
    void shouldHoldLittleForAClientThatSendsManyFramesAndDoesNotRead() throws IOException {
        var handler = new Echo(2, 100);
        byte[] frames = new byte[20 * 1024 * 1024];
        for (int at = 0; at < frames.length; at += 16) {
            frames[at + 1] = 14;
        }
        try (var stage = new Stage(() -> handler)) {
            Client deaf = stage.connect(64 * 1024);
            ByteBuffer source = ByteBuffer.wrap(frames);
            for (int refusals = 0; refusals < 20; refusals++) {
                int sent = deaf.sendSome(source);
                refusals = sent > 0 ? 0 : refusals;
                stage.step();
            }
            assertThat(source.hasRemaining()).isTrue();
            assertThat(stage.server().budget().usedBytes()).isBetween(1L, 512 * 1024L);
            stage.stepUntil(() -> {
                deaf.sendSome(source);
                deaf.read();
                return !source.hasRemaining();
            });
            deaf.endOutput();
            assertThat(deaf.receiveAll()).hasSize(frames.length);
        }
    }
}
