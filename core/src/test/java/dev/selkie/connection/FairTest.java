package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Contract 7: fair")
class FairTest {
    private static final int READ_BYTES_PER_TURN = 256 * 1024;
    private static final int WRITTEN_BYTES_PER_TURN = 256 * 1024;

    @Test
    @DisplayName("L9: one connection sends no more in a turn than its share, however much its peer takes")
    void shouldSendABoundedNumberOfBytesPerConnectionAndTurn() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                received.get();
                for (int i = 0; i < 40; i++) {
                    peer().write(ByteBuffer.allocate(100_000));
                }
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            stage.stepUntil(() -> !handler.events().isEmpty());
            client.send("x");
            Counters counters = stage.server().counters();
            long before = counters.sentBytes();
            while (client.receivedCount() < 4_000_000) {
                client.read();
                long turn = stage.loop().turnNumber();
                stage.step();
                assertThat(counters.sentBytes() - before)
                        .isLessThanOrEqualTo(WRITTEN_BYTES_PER_TURN
                                + FairShare.BYTES_PER_TURN * (stage.loop().turnNumber() - turn));
                before = counters.sentBytes();
            }
        }
    }

    @Test
    void shouldReadABoundedNumberOfBytesPerConnectionAndTurn() throws IOException {
        List<Integer> sizes = new ArrayList<>();
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                sizes.add(received.remaining());
                received.position(received.limit());
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            stage.stepUntil(() -> !handler.events().isEmpty());
            int sent = 0;
            for (int count = 1; count > 0; sent += count) {
                count = client.sendSome(new byte[1024 * 1024]);
            }
            int all = sent;
            stage.stepUntil(() -> sizes.stream().mapToInt(Integer::intValue).sum() == all);
            assertThat(all).isGreaterThan(READ_BYTES_PER_TURN);
            assertThat(sizes).allMatch(size -> size <= READ_BYTES_PER_TURN);
        }
    }

    @Test
    @DisplayName("L9: those who send what takes long to handle do not keep others waiting until all of it is handled")
    void shouldReadLessWhileTurnsAreLongAndAllAgainWhenTheyAreShort() throws IOException {
        List<Integer> sizes = new ArrayList<>();
        var stages = new ArrayList<Stage>();
        long[] nanosPerByte = {1_000};
        try (var stage = new Stage(() -> new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                sizes.add(received.remaining());
                stages.get(0).passTimeIn(Duration.ofNanos(received.remaining() * nanosPerByte[0]));
                received.position(received.limit());
            }
        })) {
            stages.add(stage);
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                clients.add(stage.connect());
            }
            byte[] much = new byte[1024 * 1024];
            for (int i = 0; i < 20; i++) {
                clients.forEach(client -> client.sendSome(much));
                long before = stage.loop().nanoTime();
                stage.step();
                Duration took = Duration.ofNanos(stage.loop().nanoTime() - before);
                // One who reads all there is room for, and the others a little each, until it has shown how long that
                // takes.
                assertThat(took).isLessThan(Duration.ofMillis(i < 4 ? 300 : 40));
            }
            nanosPerByte[0] = 0;
            sizes.clear();
            for (int i = 0; i < 20; i++) {
                clients.forEach(client -> client.sendSome(much));
                stage.step();
            }
            assertThat(sizes).last().isEqualTo(READ_BYTES_PER_TURN);
        }
    }

    @Test
    @DisplayName("A5: a burst of new clients does not keep an old one waiting")
    void shouldAcceptABoundedNumberOfConnectionsPerTurn() throws IOException {
        try (var stage = new Stage(Script::new)) {
            for (int i = 0; i < 200; i++) {
                stage.connect();
            }
            Counters counters = stage.server().counters();
            long before = 0;
            while (counters.opened() < 200) {
                stage.step();
                assertThat(counters.opened() - before).isLessThanOrEqualTo(64);
                before = counters.opened();
            }
        }
    }

    @Test
    void shouldServeASmallEchoBesideALargeDownload() throws IOException {
        var handlers = new ArrayList<Script>();
        try (var stage = new Stage(() -> {
            var handler = new Script() {
                @Override
                protected void onHandle(ByteBuffer received) {
                    if (take(received).equals("download")) {
                        onWritable();
                    } else {
                        peer().write(Script.bytes("pong"));
                    }
                }

                @Override
                protected void onWritable() {
                    while (peer().isWritable()) {
                        peer().write(ByteBuffer.allocate(1024 * 1024));
                    }
                }
            };
            handlers.add(handler);
            return handler;
        })) {
            Client download = stage.connect().send("download");
            Client echo = stage.connect();
            stage.stepUntil(() -> handlers.size() == 2);
            for (int i = 0; i < 100; i++) {
                echo.sendSome("ping".getBytes());
                int want = 4 * (i + 1);
                for (int turns = 0; echo.receivedCount() < want; turns++) {
                    assertThat(turns).isLessThan(20);
                    download.read();
                    stage.step();
                    echo.read();
                }
            }
            assertThat(download.receivedCount()).isGreaterThan(1024 * 1024);
        }
    }
}
