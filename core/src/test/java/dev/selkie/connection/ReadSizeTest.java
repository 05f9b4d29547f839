package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Contract 7: fair in reading")
class ReadSizeTest {
    private static final int READ_BYTES_PER_TURN = 256 * 1024;

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
    void shouldReadLessWhileSomebodyWaitsLongAndAllAgainWhenNobodyDoes(int slowNanosPerByte) throws IOException {
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
}
