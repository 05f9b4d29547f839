package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import dev.selkie.transport.PlainTransport;
import dev.selkie.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The door by which an encrypted transport comes in: one that must talk before it carries anything, and changes bytes. */
class TransportSeamTest {
    /** Waits for a knock, then carries letters in the other case. */
    private static final class Knock implements Transport {
        private final PlainTransport plain;
        private boolean knocked;
        private int readsBefore;

        Knock(SocketChannel channel) {
            plain = new PlainTransport(channel);
        }

        @Override
        public int interestOps(int wanted) {
            return knocked ? wanted : SelectionKey.OP_READ;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (!knocked) {
                ByteBuffer knock = ByteBuffer.allocate(1);
                readsBefore++;
                knocked = plain.read(knock) > 0;
                return 0;
            }
            int start = target.position();
            int count = plain.read(target);
            for (int i = start; i < target.position(); i++) {
                target.put(i, (byte) (target.get(i) ^ 0x20));
            }
            return count;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (!knocked) {
                return 0;
            }
            ByteBuffer changed = ByteBuffer.allocate(source.remaining());
            for (int i = source.position(); i < source.limit(); i++) {
                changed.put((byte) (source.get(i) ^ 0x20));
            }
            int count = plain.write(changed.flip());
            source.position(source.position() + count);
            return count;
        }

        @Override
        public long transferFrom(FileChannel file, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public @Nullable String whyCopied(FileChannel file) {
            return "a test";
        }

        @Override
        public void shutdownOutput() throws IOException {
            plain.shutdownOutput();
        }

        @Override
        public SelectableChannel channel() {
            return plain.channel();
        }

        @Override
        public void resetOnClose() throws IOException {
            plain.resetOnClose();
        }

        @Override
        public void close() throws IOException {
            plain.close();
        }
    }

    @Test
    void shouldCarryAConnectionOverATransportThatMustTalkFirst() throws IOException {
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().write(bytes("hello ")); // waits until the transport carries something
            }

            @Override
            protected void onHandle(ByteBuffer received) {
                peer().write(received);
            }
        };
        try (var stage = new Stage(Script::new);
                var listening = ServerSocketChannel.open().bind(null);
                var peer = SocketChannel.open(listening.getLocalAddress());
                var accepted = listening.accept()) {
            accepted.configureBlocking(false);
            peer.configureBlocking(false);
            var transport = new Knock(accepted);
            open(stage, transport, peer, handler);
            long turns = stage.loop().turnNumber();
            stage.steps(3);
            assertThat(stage.loop().turnNumber() - turns).isEqualTo(3);
            assertThat(transport.readsBefore).isZero(); // nothing spins while output waits for the handshake
            peer.write(ByteBuffer.wrap("!".getBytes()));
            peer.write(ByteBuffer.wrap("ABC".getBytes()));
            ByteBuffer answer = ByteBuffer.allocate(100);
            stage.stepUntil(() -> {
                try {
                    peer.read(answer);
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
                return answer.position() == 9;
            });
            assertThat(new String(answer.array(), 0, 9)).isEqualTo("HELLO\0ABC");
            assertThat(handler.events()).contains("handle abc");
        }
    }

    @Test
    void shouldTimeATransportThatAlwaysWaitsForTheSame() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                peer().close();
            }
        };
        try (var stage = new Stage(Script::new);
                var listening = ServerSocketChannel.open().bind(null);
                var peer = SocketChannel.open(listening.getLocalAddress());
                var accepted = listening.accept()) {
            accepted.configureBlocking(false);
            var transport = new Knock(accepted); // waits for the knock whatever is wanted
            var connections =
                    new Connections(stage.loop(), ConnectionOptions.defaults(), new Budget(), stageObserver());
            stage.onLoop(() -> {
                try {
                    connections.open(transport, peer.getLocalAddress(), handler).close();
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            stage.steps(2);
            stage.passTime(Duration.ofSeconds(3));
            stage.stepUntil(handler::isClosed);
        }
    }

    @Test
    void shouldTimeWhatWaitsFromTheMomentItWaits() throws IOException {
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().write(bytes("hello ")); // of which not a byte goes before the knock
            }
        };
        try (var stage = new Stage(Script::new);
                var listening = ServerSocketChannel.open().bind(null);
                var peer = SocketChannel.open(listening.getLocalAddress());
                var accepted = listening.accept()) {
            accepted.configureBlocking(false);
            open(stage, new Knock(accepted), peer, handler);
            stage.passTime(Duration.ofSeconds(59));
            stage.steps(2);
            assertThat(handler.events()).containsExactly("setup");
            stage.passTime(Duration.ofSeconds(2));
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.STALLED);
        }
    }

    private static void open(Stage stage, Transport transport, SocketChannel peer, Script handler) {
        var connections = new Connections(stage.loop(), ConnectionOptions.defaults(), new Budget(), stageObserver());
        stage.onLoop(() -> {
            try {
                connections.open(transport, peer.getLocalAddress(), handler);
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        });
    }

    private static ConnectionObserver stageObserver() {
        return new ConnectionObserver() {
            @Override
            public void failed(Connection connection, Throwable failure) {
                throw new AssertionError(failure);
            }

            @Override
            public void closed(Connection connection, CloseReason reason, long unsentBytes) {}
        };
    }
}
