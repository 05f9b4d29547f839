package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import dev.selkie.transfer.Send;
import dev.selkie.transfer.SourceTruncatedException;
import dev.selkie.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Contract 3: write now, queue the rest")
class WriteNowQueueTheRestTest {
    static byte[] pattern(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("B1, B23: writes of any size arrive whole and in order at a reader that is slow")
    void shouldDeliverWritesOfAnySizeInOrder(long seed) throws IOException {
        var random = new Random(seed);
        var expected = new ByteArrayOutputStream();
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                received.position(received.limit());
                for (int i = 0; i < 60; i++) {
                    byte[] bytes = pattern(
                            switch (random.nextInt(4)) {
                                case 0 -> random.nextInt(100);
                                case 1 -> 8 * 1024 + random.nextInt(3) - 1;
                                case 2 -> random.nextInt(70_000);
                                default -> random.nextInt(300_000);
                            },
                            random.nextLong());
                    ByteBuffer source = random.nextBoolean()
                            ? ByteBuffer.wrap(bytes)
                            : ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
                    expected.writeBytes(bytes);
                    assertThat(peer().write(source)).isTrue();
                    assertThat(source.hasRemaining()).isFalse();
                    if (source.hasArray()) {
                        Arrays.fill(source.array(), (byte) 0); // the buffer is the caller's again
                    }
                }
                peer().close();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect(64 * 1024).send("go");
            assertThat(client.receiveAll()).isEqualTo(expected.toByteArray());
            client.close();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.unsentBytes()).isZero();
            assertThat(stage.server().counters().sentBytes()).isEqualTo(expected.size());
            assertThat(stage.server().budget().usedBytes()).isZero();
        }
    }

    @Test
    void shouldGatherSmallWritesOfOneCallbackAndSendThemWhenItReturns() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                while (received.hasRemaining()) {
                    peer().write(Script.bytes(received.get() + ","));
                }
                events().add("sent before return " + serverSentBytes());
            }

            private long serverSentBytes() {
                return ((StreamConnection) peer()).connections().counters().sentBytes();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send(new byte[] {1, 2, 3});
            assertThat(client.receiveText(6)).isEqualTo("1,2,3,");
            assertThat(handler.events()).contains("sent before return 0");
        }
    }

    @Test
    void shouldKeepTheOrderOfSmallAndLargeWrites() throws IOException {
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().write(Script.bytes("small "));
                peer().write(ByteBuffer.wrap("L".repeat(20_000).getBytes()));
                peer().write(Script.bytes(" small"));
                peer().close();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            assertThat(new String(stage.connect().receiveAll())).isEqualTo("small " + "L".repeat(20_000) + " small");
        }
    }

    @Test
    void shouldSendWhatOneHandlerWritesToAnotherConnection() throws IOException {
        var first = new Script();
        var second = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                String text = take(received);
                peer().write(Script.bytes("to me: " + text));
                first.peer().write(Script.bytes("from the other: " + text));
                peer().write(Script.bytes("!"));
            }
        };
        var handlers = Arrays.<Script>asList(first, second).iterator();
        try (var stage = new Stage(handlers::next)) {
            Client one = stage.connect();
            stage.stepUntil(() -> !first.events().isEmpty());
            Client two = stage.connect().send("hi");
            assertThat(one.receiveText(18)).isEqualTo("from the other: hi");
            assertThat(two.receiveText(10)).isEqualTo("to me: hi!");
        }
    }

    @Test
    @DisplayName("B20: after close nothing is handled and nothing is written")
    void shouldDoNothingAfterCloseAndSaySo() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                received.get();
                assertThat(peer().write(Script.bytes("bye"))).isTrue();
                peer().close();
                assertThat(peer().isOpen()).isFalse();
                ByteBuffer late = Script.bytes("late");
                assertThat(peer().write(late)).isFalse();
                assertThat(late.remaining()).isEqualTo(4);
                peer().close();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("quit and more");
            assertThat(new String(client.receiveAll())).isEqualTo("bye");
            client.send("even more").endOutput();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.events())
                    .containsExactly("setup", "handle quit and more", "finish", "closed CLOSED_BY_HANDLER");
        }
    }

    @Test
    void shouldSendWhatFinishWrites() throws IOException {
        var handler = new Script() {
            @Override
            protected void onFinish() {
                assertThat(peer().write(Script.bytes("last words"))).isTrue();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("x").endOutput();
            assertThat(new String(client.receiveAll())).isEqualTo("last words");
        }
    }

    /** Sends letters, a few at a call: what a file does, without a file. */
    static final class Letters implements Send {
        private final int count;
        private final int brokenAt;
        private int sent;
        private int closed;

        Letters(int count, int brokenAt) {
            this.count = count;
            this.brokenAt = brokenAt;
        }

        @Override
        public long sendTo(Transport transport, long maxBytes) throws IOException {
            if (sent >= brokenAt) {
                throw new SourceTruncatedException("it is shorter than promised");
            }
            int size = (int) Math.min(Math.min(count - sent, 10_000), maxBytes);
            int written = transport.write(ByteBuffer.wrap("x".repeat(size).getBytes()));
            sent += written;
            return written;
        }

        @Override
        public long remainingBytes() {
            return count - sent;
        }

        @Override
        public long retainedBytes() {
            return 0;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @Test
    void shouldSendWhatTakesManyCallsInOrderWithWrites() throws IOException {
        var letters = new Letters(1_000_000, Integer.MAX_VALUE);
        var nothing = new Letters(0, Integer.MAX_VALUE);
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().write(Script.bytes("head "));
                peer().send(letters);
                peer().send(nothing);
                peer().write(Script.bytes(" tail"));
                peer().close();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            assertThat(new String(client.receiveAll())).isEqualTo("head " + "x".repeat(1_000_000) + " tail");
            assertThat(letters.closed).isEqualTo(1);
            assertThat(nothing.closed).isEqualTo(1);
        }
    }

    @Test
    void shouldResetWhenASourceIsShorterThanPromised() throws IOException {
        var letters = new Letters(1_000_000, 50_000);
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().send(letters);
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            assertThat(client.isReset()).isTrue();
            assertThat(handler.reason()).isEqualTo(CloseReason.FILE_TRUNCATED);
            assertThat(handler.unsentBytes()).isEqualTo(950_000);
            assertThat(letters.closed).isEqualTo(1);
        }
    }

    @Test
    void shouldCloseASendThatComesTooLate() throws IOException {
        var letters = new Letters(10, Integer.MAX_VALUE);
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().close();
                assertThat(peer().send(letters)).isFalse();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            assertThat(stage.connect().receiveAll()).isEmpty();
            assertThat(letters.closed).isEqualTo(1);
        }
    }
}
