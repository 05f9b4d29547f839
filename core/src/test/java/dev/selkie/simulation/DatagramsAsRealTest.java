package dev.selkie.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same calls of channels for datagrams, once on loopback sockets and once in the simulation: they do the same. */
class DatagramsAsRealTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

    /** What was seen, in words. */
    private static List<String> play(SelectorProvider provider) throws IOException {
        var seen = new ArrayList<String>();
        try (Selector selector = provider.openSelector();
                DatagramChannel one = provider.openDatagramChannel();
                DatagramChannel two = provider.openDatagramChannel()) {
            one.configureBlocking(false);
            two.configureBlocking(false);
            seen.add("unbound " + one.getLocalAddress() + " receives " + one.receive(ByteBuffer.allocate(1)));
            two.bind(ANY_PORT);
            InetSocketAddress target = (InetSocketAddress) two.getLocalAddress();
            two.register(selector, SelectionKey.OP_READ);

            seen.add("sends " + one.send(ByteBuffer.allocate(10), target)); // and is bound by that
            seen.add("ready " + selector.select(1_000));
            ByteBuffer small = ByteBuffer.allocate(4);
            boolean known = two.receive(small) instanceof InetSocketAddress from
                    && from.getPort() == ((InetSocketAddress) one.getLocalAddress()).getPort();
            seen.add("receives " + small.position() + " from the sender " + known);
            seen.add("and the rest is " + two.receive(small.clear()));

            ByteBuffer empty = ByteBuffer.allocate(0);
            seen.add("sends " + one.send(empty, target));
            selector.selectedKeys().clear();
            seen.add("ready " + selector.select(1_000));
            seen.add("receives an empty one " + (two.receive(small.clear()) != null) + small.position());

            ByteBuffer source = ByteBuffer.allocate(100).position(90);
            seen.add("sends " + one.send(source, target) + " and leaves " + source.remaining());
            selector.selectedKeys().clear();
            selector.select(1_000);
            seen.add("with no room " + (two.receive(ByteBuffer.allocate(0)) != null) + (two.receive(small) != null));

            seen.add(failure(() -> one.send(ByteBuffer.allocate(65_508), target)));
            seen.add(failure(() -> one.send(ByteBuffer.allocate(1), InetSocketAddress.createUnresolved("x", 1))));
            seen.add(failure(() -> two.bind(ANY_PORT)));
            try (DatagramChannel three = provider.openDatagramChannel()) {
                seen.add(failure(() -> three.bind(target)));
            }
            DatagramChannel gone = provider.openDatagramChannel();
            gone.close();
            seen.add(failure(() -> gone.receive(small)));
            seen.add(failure(() -> gone.setOption(StandardSocketOptions.SO_SNDBUF, 1000)));
            seen.add(failure(gone::getLocalAddress));
        }
        return seen;
    }

    private interface Call {
        void run() throws IOException;
    }

    private static String failure(Call call) throws IOException {
        try {
            call.run();
            return "no failure";
        } catch (SocketException | IllegalArgumentException | AlreadyBoundException failure) {
            return failure.getClass().getSimpleName() + " " + failure.getMessage();
        } catch (ClosedChannelException closed) { // or one of its kinds
            return "closed";
        }
    }

    @Test
    void shouldDoTheSameInBothWorlds() throws IOException {
        List<String> real = play(SelectorProvider.provider());
        assertThat(play(new SimulatedNetwork(1, Conditions.CALM))).isEqualTo(real);
        assertThat(real).doesNotContain("no failure").hasSizeGreaterThan(10);
    }
}
