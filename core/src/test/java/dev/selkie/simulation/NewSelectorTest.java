package dev.selkie.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.loop.EventLoop;
import dev.selkie.loop.ReadyHandler;
import dev.selkie.testing.VirtualTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What must not be lost, or taken for a fault, when a selector is replaced. */
class NewSelectorTest {
    @Test
    void shouldKeepAChannelThatIsRegisteredInKeyReplaced() throws IOException {
        var network = new SimulatedNetwork(1, Conditions.CALM);
        var loop = new EventLoop(network, network::nanoTime, network.executor());
        ServerSocketChannel guilty = network.openServerSocketChannel();
        guilty.configureBlocking(false);
        ServerSocketChannel late = network.openServerSocketChannel();
        late.configureBlocking(false);
        SelectionKey[] lateKey = {null};
        loop.register(guilty, 0, new ReadyHandler() {
            @Override
            public void ready(SelectionKey key) {}

            @Override
            public void keyReplaced(SelectionKey key) {
                try {
                    lateKey[0] = loop.register(late, 0, ignored -> {});
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
        network.disturb(guilty, false);
        VirtualTime.pass(loop, Duration.ofMinutes(1));
        assertThat(lateKey[0]).isNotNull();
        assertThat(lateKey[0].isValid()).isTrue();
    }

    /** A clock that stands still, as the Stage's does: 513 turns with nothing to do, each of which waited 5 ms. */
    @Test
    void shouldNotTakeAStandingClockForASelectorThatDoesNotWait() throws Exception {
        var clock = new AtomicLong();
        var loop = new EventLoop(SelectorProvider.provider(), clock::get, Runnable::run);
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        Pipe other = Pipe.open();
        other.source().configureBlocking(false);
        int[] replaced = {0};
        loop.register(pipe.source(), SelectionKey.OP_READ, new ReadyHandler() {
            @Override
            public void ready(SelectionKey key) throws IOException {
                pipe.source().read(ByteBuffer.allocate(10));
            }

            @Override
            public void keyReplaced(SelectionKey key) {
                replaced[0]++;
                try {
                    other.sink().write(ByteBuffer.allocate(1)); // a byte comes for the other meanwhile
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
        loop.register(other.source(), SelectionKey.OP_READ, new ReadyHandler() {
            @Override
            public void ready(SelectionKey key) throws IOException {
                other.source().read(ByteBuffer.allocate(10));
            }

            @Override
            public void keyReplaced(SelectionKey key) {
                replaced[0]++;
            }
        });
        for (int i = 0; i < 1100; i++) {
            loop.runOnce(Duration.ofMillis(1));
        }
        assertThat(pipe.source().isOpen()).isTrue();
        assertThat(other.source().isOpen()).isTrue();
        assertThat(replaced[0]).isZero();
    }
}
