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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Contract 7: fair")
class FairTest {
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
        int[] slices = {0};
        var slice = new AtomicReference<Runnable>();
        try (var stage = new Stage(() -> new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                received.get();
                peer().send(new SlicedSend(slice.get()));
            }
        })) {
            slice.set(() -> {
                slices[0]++;
                stage.passTimeIn(Duration.ofMillis(2));
            });
            for (int i = 0; i < 20; i++) {
                stage.connect().send("x");
            }
            while (slices[0] < 20 * SlicedSend.SLICES) {
                int before = slices[0];
                stage.step();
                assertThat(slices[0] - before).isLessThanOrEqualTo(3);
            }
        }
    }

    /** Says that it sends, a slice at each call, and gives the peer nothing: the socket never fills. */
    private static final class SlicedSend implements Send {
        static final int SLICES = 4;

        private final Runnable slice;
        private int left = SLICES;

        SlicedSend(Runnable slice) {
            this.slice = slice;
        }

        @Override
        public long sendTo(Transport transport, long maxBytes) {
            slice.run();
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
