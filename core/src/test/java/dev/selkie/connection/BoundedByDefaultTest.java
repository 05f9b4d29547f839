package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 4, for one connection: marks, limits and what is charged. */
@DisplayName("Contract 4: bounded by default")
class BoundedByDefaultTest {
    private static final class Echo extends Script {
        @Override
        protected void onHandle(ByteBuffer received) {
            peer().write(received);
        }
    }

    /** Sends until the echo of a client that does not read stops taking more. */
    private static int fill(Stage stage, Client client) {
        byte[] piece = new byte[256 * 1024];
        int sent = 0;
        for (int refusals = 0; refusals < 20; ) {
            int count = client.sendSome(piece);
            sent += count;
            refusals = count == 0 ? refusals + 1 : 0;
            stage.step();
        }
        return sent;
    }

    @Test
    @DisplayName("B9: a client that does not read is not read, and holds little memory")
    void shouldStopReadingAConnectionWhoseOutputWaits() throws IOException {
        try (var stage = new Stage(Echo::new)) {
            Client deaf = stage.connect(64 * 1024);
            int sent = fill(stage, deaf);
            long held = stage.server().budget().usedBytes();
            // One read may be on its way when the mark is met; all else waits in the kernel or at the client.
            assertThat(held).isBetween(1L, 64 * 1024 + 256 * 1024 + 64 * 1024L);
            Client other = stage.connect().send("still there?");
            assertThat(other.receiveText(12)).isEqualTo("still there?");
            assertThat(deaf.receive(sent)).hasSize(sent);
            assertThat(stage.server().budget().usedBytes()).isZero();
        }
    }

    @Test
    @DisplayName("B10: both sides write and nobody reads: no deadlock, nothing lost once somebody reads")
    void shouldGoOnWhenAClientWritesMuchBeforeItReads() throws IOException {
        byte[] bytes = WriteNowQueueTheRestTest.pattern(8 * 1024 * 1024, 7);
        try (var stage = new Stage(Echo::new)) {
            Client client = stage.connect();
            ByteBuffer source = ByteBuffer.wrap(bytes);
            int[] refusals = {0};
            stage.stepUntil(() -> {
                refusals[0] += client.sendSome(source) == 0 ? 1 : 0;
                if (refusals[0] > 20) { // nothing more will fit anywhere before something is read
                    client.read();
                }
                return !source.hasRemaining();
            });
            client.endOutput();
            assertThat(client.receiveAll()).isEqualTo(bytes);
        }
    }

    @Test
    void shouldTellTheHandlerWhenItIsWritableAgain() throws IOException {
        var handler = new Script() {
            private int rounds;

            @Override
            protected void onSetup() {
                fill();
            }

            @Override
            protected void onWritable() {
                assertThat(peer().isWritable()).isTrue();
                fill();
            }

            private void fill() {
                while (peer().isWritable() && rounds < 100) {
                    peer().write(ByteBuffer.allocate(100_000));
                    rounds++;
                }
                if (rounds == 100) {
                    peer().close();
                }
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect(64 * 1024);
            assertThat(client.receiveAll()).hasSize(100 * 100_000);
            assertThat(handler.events()).contains("writable");
        }
    }

    @Test
    void shouldTellTheHandlerThatItIsWritableOnlyWhenOutputIsBelowTheLowMark() throws IOException {
        int size = 8 * 1024 * 1024;
        int lowMark = 1024 * 1024;
        int highMark = 4 * lowMark;
        var handler = new Script() {
            private long sentBytes;

            @Override
            protected void onSetup() {
                peer().write(ByteBuffer.allocate(size));
            }

            @Override
            protected void onWritable() {
                sentBytes = ((StreamConnection) peer()).connections().counters().sentBytes();
            }
        };
        try (var stage = new Stage(() -> handler, ConnectionOptions.defaults().withMarks(lowMark, highMark))) {
            stage.connect(64 * 1024).receive(size);
            assertThat(handler.events()).containsExactly("setup", "writable");
            assertThat(size - handler.sentBytes).isLessThan(lowMark);
        }
    }

    @Test
    void shouldCloseAConnectionThatHoldsMoreOutputThanTheHardLimit() throws IOException {
        var handler = new Script() {
            @Override
            protected void onSetup() {
                while (peer().write(ByteBuffer.allocate(1024 * 1024))) {
                    events().add("1 MiB");
                }
                assertThat(peer().isOpen()).isFalse();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect(64 * 1024);
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.OUTPUT_TOO_LONG);
            assertThat(handler.unsentBytes()).isGreaterThan(14 * 1024 * 1024);
            assertThat(handler.events().size()).isGreaterThan(15);
            assertThat(client.isReset()).isTrue(); // a part must not pass for the whole
            assertThat(stage.server().budget().usedBytes()).isZero();
        }
    }

    @Test
    void shouldChargeManySmallWritesNotManyTimesTheirSize() throws IOException {
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().write(ByteBuffer.allocate(8 * 1024 * 1024));
            }
        };
        try (var stage = new Stage(() -> handler)) {
            stage.connect(64 * 1024);
            stage.stepUntil(() -> stage.server().budget().usedBytes() > 0);
            long before = stage.server().budget().usedBytes();
            for (int i = 0; i < 100; i++) {
                stage.loop().execute(() -> handler.peer().write(Script.bytes("x")));
            }
            stage.steps(2);
            assertThat(stage.server().budget().usedBytes() - before).isLessThanOrEqualTo(128 * 1024);
        }
    }
}
