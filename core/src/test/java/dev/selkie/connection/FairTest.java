package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import dev.selkie.transfer.Send;
import dev.selkie.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    @DisplayName("L9: what takes long to send leaves time for others, however little of it goes out")
    void shouldSendForABoundedTimePerTurn() throws IOException {
        var slow = new SlowSends();
        try (var stage = new Stage(() -> new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                received.get();
                peer().send(slow.send());
            }
        })) {
            slow.time = stage::passTimeIn;
            for (int i = 0; i < 20; i++) {
                stage.connect().send("x");
            }
            stage.stepUntil(() -> slow.slices > 0);
            while (slow.slices < 20 * SlowSends.SLICES_EACH) {
                int before = slow.slices;
                stage.step();
                assertThat(slow.slices - before).isLessThanOrEqualTo(3);
            }
        }
    }

    /** Each slice takes two milliseconds, and none of it comes from there. */
    private static final class SlowSends {
        static final int SLICES_EACH = 4;

        private Consumer<Duration> time = any -> {};
        private int slices;

        Send send() {
            return new Send() {
                private int left = SLICES_EACH;

                @Override
                public long sendTo(Transport transport, long maxBytes) {
                    time.accept(Duration.ofMillis(2));
                    slices++;
                    left--;
                    return maxBytes;
                }

                @Override
                public long remainingBytes() {
                    return left * 256L * 1024;
                }

                @Override
                public long retainedBytes() {
                    return 0;
                }

                @Override
                public void close() {}
            };
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

    @ParameterizedTest(name = "{0} ns a byte")
    @ValueSource(ints = {1_000, 10_000})
    @DisplayName("L9: those who send what takes long to handle do not keep others waiting until all of it is handled")
    void shouldReadLessWhileTurnsAreLongAndAllAgainWhenTheyAreShort(int slowNanosPerByte) throws IOException {
        try (var crowd = new Crowd(16)) {
            crowd.nanosPerByte = slowNanosPerByte;
            for (int i = 0; i < 20; i++) {
                assertThat(crowd.round()).isLessThan(Duration.ofMillis(70));
            }
            for (int i = 0; i < 3; i++) {
                crowd.nanosPerByte = 0;
                for (int quick = 0; quick < 20; quick++) {
                    crowd.round();
                }
                assertThat(crowd.sizes).last().isEqualTo(READ_BYTES_PER_TURN);
                crowd.nanosPerByte = slowNanosPerByte;
                for (int slow = 0; slow < 20; slow++) {
                    Duration took = crowd.round();
                    if (slow > 0) { // the first one shows how long it takes
                        assertThat(took).isLessThan(Duration.ofMillis(70));
                    }
                }
            }
        }
    }

    /** They send without end, and what they send takes its time. */
    private static final class Crowd implements AutoCloseable {
        private static final byte[] MUCH = new byte[1024 * 1024];

        private final List<Integer> sizes = new ArrayList<>();
        private final List<Client> clients = new ArrayList<>();
        private final Set<Object> heard = new HashSet<>();
        private final Stage stage = new Stage(() -> new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                heard.add(this);
                sizes.add(received.remaining());
                stage.passTimeIn(Duration.ofNanos((long) received.remaining() * nanosPerByte));
                received.position(received.limit());
            }
        });
        private int nanosPerByte;

        Crowd(int size) throws IOException {
            for (int i = 0; i < size; i++) {
                clients.add(stage.connect());
            }
        }

        /** Returns how long it takes until each has been heard. */
        Duration round() throws IOException {
            heard.clear();
            long before = stage.loop().nanoTime();
            while (heard.size() < clients.size()) {
                clients.forEach(client -> client.sendSome(MUCH));
                stage.step();
            }
            return Duration.ofNanos(stage.loop().nanoTime() - before);
        }

        @Override
        public void close() throws IOException {
            stage.close();
        }
    }

    @Test
    void shouldReadLittleAtFirstAndMoreOnlyWhereThereIsMore() throws IOException {
        List<Integer> sizes = new ArrayList<>();
        try (var stage = new Stage(() -> new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                sizes.add(received.remaining());
                received.position(received.limit());
            }
        })) {
            Client client = stage.connect();
            for (int i = 1; i <= 50; i++) {
                client.send("short");
                int count = i;
                stage.stepUntil(() -> sizes.size() == count);
            }
            sizes.clear();
            client.sendSome(new byte[64 * 1024]);
            stage.stepUntil(() -> sizes.size() == 3);
            assertThat(sizes).containsExactly(4 * 1024, 8 * 1024, 16 * 1024);
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
    @DisplayName("A5: new clients that take long to be set up do not keep an old one waiting")
    void shouldAcceptForABoundedTimePerTurn() throws IOException {
        var slow = new AtomicReference<Runnable>();
        try (var stage = new Stage(() -> {
            slow.get().run();
            return new Script();
        })) {
            slow.set(() -> stage.passTimeIn(Duration.ofNanos(400_000)));
            for (int i = 0; i < 20; i++) {
                stage.connect();
            }
            Counters counters = stage.server().counters();
            long before = 0;
            while (counters.opened() < 20) {
                stage.step();
                assertThat(counters.opened() - before).isLessThanOrEqualTo(3);
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
