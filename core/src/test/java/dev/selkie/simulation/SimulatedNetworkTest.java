package dev.selkie.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.FileChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program sees of the network, where Linux and the JDK show the same. */
class SimulatedNetworkTest {
    private final SimulatedNetwork network = new SimulatedNetwork(1, Conditions.CALM);
    private Selector selector;
    private ServerSocketChannel listening;
    private InetSocketAddress address;

    @BeforeEach
    void listen() throws IOException {
        selector = network.openSelector();
        listening = network.openServerSocketChannel();
        listening.configureBlocking(false);
        listening.bind(new InetSocketAddress("127.0.0.1", 0), 2);
        listening.register(selector, SelectionKey.OP_ACCEPT);
        address = (InetSocketAddress) listening.getLocalAddress();
    }

    private SocketChannel accept() throws IOException {
        assertThat(selector.select()).isEqualTo(1);
        selector.selectedKeys().clear();
        SocketChannel channel = listening.accept();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        return channel;
    }

    private void select() throws IOException {
        selector.select(10);
        selector.selectedKeys().clear();
    }

    private static String read(SocketChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1000);
        int count = channel.read(buffer);
        return count < 0 ? "END" : new String(buffer.array(), 0, count, UTF_8);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @Test
    void shouldCarryBytesBothWaysAndTheEndBehindThem() throws IOException {
        Peer peer = network.connect(address).send("hello".getBytes(UTF_8)).endOutput();
        SocketChannel channel = accept();
        select();
        assertThat(read(channel)).isEqualTo("hello");
        select();
        assertThat(read(channel)).isEqualTo("END");
        channel.write(bytes("answer"));
        channel.shutdownOutput();
        select();
        select();
        assertThat(new String(peer.received(), UTF_8)).isEqualTo("answer");
        assertThat(peer.hasEnded()).isTrue();
        assertThat(peer.isBroken()).isFalse();
    }

    @Test
    void shouldShowWhatCameBeforeAResetAndThenTheReset() throws IOException {
        Peer peer = network.connect(address).send("last words".getBytes(UTF_8));
        SocketChannel channel = accept();
        select();
        peer.reset();
        select();
        assertThat(read(channel)).isEqualTo("last words");
        assertThatThrownBy(() -> read(channel)).isInstanceOf(IOException.class).hasMessage("Connection reset");
        assertThatThrownBy(() -> channel.write(bytes("x"))).isInstanceOf(IOException.class);
    }

    @Test
    void shouldEndTheStreamAndThenResetAPeerWhoseBytesWereNotRead() throws IOException {
        Peer peer = network.connect(address).send("unread".getBytes(UTF_8));
        SocketChannel channel = accept();
        select();
        channel.close();
        select();
        assertThat(peer.hasEnded()).isTrue(); // the JDK shuts the output first, so that the reset comes behind it
        peer.send(new byte[1]);
        network.stopProcess(Duration.ofSeconds(1));
        assertThat(peer.isBroken()).isTrue();
    }

    @Test
    @DisplayName("FileSeedsTest, seed 2: what was on its way did not become the end of the stream")
    void shouldNeverShowAResetAsTheEndOfTheStream() throws IOException {
        Peer peer = network.connect(address);
        SocketChannel channel = accept();
        channel.write(bytes("on its way"));
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
        network.stopProcess(Duration.ofSeconds(1));
        select();
        network.stopProcess(Duration.ofSeconds(1));
        assertThat(peer.hasEnded()).isFalse();
        peer.send(new byte[1]);
        assertThat(peer.isBroken()).isTrue();
    }

    @Test
    void shouldFreeADescriptorOnlyAtTheNextSelect() throws IOException {
        network.connect(address);
        SocketChannel channel = accept();
        SelectionKey key = channel.keyFor(selector);
        assertThat(network.descriptors()).isEqualTo(2);
        channel.close();
        assertThat(key.isValid()).isFalse();
        assertThat(selector.keys()).contains(key);
        assertThat(network.descriptors()).isEqualTo(2);
        select();
        assertThat(selector.keys()).doesNotContain(key);
        assertThat(network.descriptors()).isEqualTo(1);
        assertThatThrownBy(() -> key.interestOps(0)).isInstanceOf(CancelledKeyException.class);
    }

    @Test
    void shouldRefuseWhereNobodyListensOrTooManyWait() throws IOException {
        Peer nowhere = network.connect(new InetSocketAddress("127.0.0.1", 1));
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            peers.add(network.connect(address));
        }
        network.stopProcess(Duration.ofSeconds(1));
        assertThat(nowhere.isBroken()).isTrue();
        assertThat(peers.stream().filter(Peer::isBroken)).hasSize(1);
    }

    @Test
    void shouldConnectAChannel() throws IOException {
        SocketChannel client = network.openSocketChannel();
        client.configureBlocking(false);
        assertThatThrownBy(() -> client.write(bytes("early"))).isInstanceOf(NotYetConnectedException.class);
        assertThat(client.connect(address)).isFalse();
        client.register(selector, SelectionKey.OP_CONNECT);
        assertThat(client.finishConnect()).isFalse();
        select();
        assertThat(client.finishConnect()).isTrue();
        client.keyFor(selector).interestOps(0);
        SocketChannel accepted = accept();
        client.write(bytes("hi"));
        select();
        assertThat(read(accepted)).isEqualTo("hi");
    }

    @Test
    void shouldRefuseAChannelThatConnectsToNobody() throws IOException {
        SocketChannel client = network.openSocketChannel();
        client.configureBlocking(false);
        client.connect(new InetSocketAddress("127.0.0.1", 1));
        client.register(selector, SelectionKey.OP_CONNECT);
        select();
        assertThatThrownBy(client::finishConnect).isInstanceOf(ConnectException.class);
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void shouldFailToBindAPortThatIsTaken() throws IOException {
        ServerSocketChannel second = network.openServerSocketChannel();
        assertThatThrownBy(() -> second.bind(address)).isInstanceOf(BindException.class);
    }

    @Test
    void shouldFailToAcceptWhenDescriptorsAreGone() throws IOException {
        network.connect(address);
        network.limitDescriptors(1);
        select();
        assertThatThrownBy(() -> listening.accept()).hasMessage("Too many open files");
        network.limitDescriptors(2);
        assertThat(listening.accept()).isNotNull();
    }

    @Test
    void shouldMoveTheClockToTheNextEventOrToTheEndOfTheWait() throws IOException {
        network.after(Duration.ofMinutes(1), () -> selector.wakeup());
        selector.select(1_000);
        assertThat(network.nanoTime()).isEqualTo(Duration.ofSeconds(1).toNanos());
        selector.select();
        assertThat(network.nanoTime()).isEqualTo(Duration.ofMinutes(1).toNanos());
    }

    @Test
    void shouldSayWhoWaitsForWhatWhenNothingWillEverHappen() {
        assertThatThrownBy(() -> selector.select())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stalled")
                .hasMessageContaining("listening on " + address);
    }

    @Test
    void shouldRunTasksOfTheExecutorInAnyOrder() throws IOException {
        var hostile = new SimulatedNetwork(3);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            hostile.executor().execute(() -> order.add(number));
        }
        hostile.stopProcess(Duration.ofSeconds(1));
        assertThat(order).hasSize(20).isNotEqualTo(order.stream().sorted().toList());
    }

    @Test
    void shouldTakeAFileByTransferTo(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[10_000]);
        Peer peer = network.connect(address);
        SocketChannel channel = accept();
        try (FileChannel source = FileChannel.open(file)) {
            assertThat(source.transferTo(0, 10_000, channel)).isEqualTo(10_000);
        }
        network.stopProcess(Duration.ofSeconds(1));
        assertThat(peer.received()).hasSize(10_000);
    }

    @Test
    void shouldFailTheCallThatIsToFail() throws IOException {
        network.fail("accept", 2, () -> new IOException("planned"));
        network.connect(address);
        accept();
        assertThat(network.hasFailed()).isFalse();
        assertThatThrownBy(() -> listening.accept()).hasMessage("planned");
        assertThat(network.hasFailed()).isTrue();
        assertThat(listening.accept()).isNull();
    }
}
