package dev.selkie.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** Sends datagrams to one server and notes those that come; while it waits, the loop of a {@link Stage} is stepped. */
public final class UdpClient implements AutoCloseable {
    private final Stage stage;
    private final DatagramChannel channel;
    private final SocketAddress server;
    private final List<byte[]> received = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(70_000);

    public UdpClient(Stage stage, InetSocketAddress server) throws IOException {
        this.stage = stage;
        this.server = server;
        channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.bind(new InetSocketAddress(server.getAddress(), 0));
    }

    public InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    public UdpClient send(String text) throws IOException {
        return send(text.getBytes(UTF_8));
    }

    public UdpClient send(byte[] bytes) throws IOException {
        channel.send(ByteBuffer.wrap(bytes), server);
        return this;
    }

    /** Waits until so many have come in all, and gives the last of them. */
    public byte[] receive(int count) {
        stage.stepUntil(() -> {
            read();
            return received.size() >= count;
        });
        return received.get(count - 1);
    }

    public String receiveText(int count) {
        return new String(receive(count), UTF_8);
    }

    public int receivedCount() {
        return received.size();
    }

    private void read() {
        try {
            while (channel.receive(buffer.clear()) != null) {
                byte[] bytes = new byte[buffer.flip().remaining()];
                buffer.get(bytes);
                received.add(bytes);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
