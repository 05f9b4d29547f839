package dev.selkie.handlers.cli;

import dev.selkie.handlers.Payload;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A client that sends until nothing more goes, and reads only later, if at all: output waits for it in the server. */
final class Flood implements AutoCloseable {
    /** The server takes nothing for so long: it waits for us. */
    private static final long STALLED_MILLIS = 300;

    private final SocketChannel channel;

    Flood(int port) throws IOException {
        channel = SocketChannel.open();
        channel.setOption(
                StandardSocketOptions.SO_RCVBUF, 64 * 1024); // the less the kernel takes, the more waits there
        channel.setOption(StandardSocketOptions.SO_SNDBUF, 64 * 1024);
        channel.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
    }

    void sendUntilStalled() throws IOException {
        try (var selector = Selector.open()) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_WRITE);
            long index = 0;
            while (selector.select(STALLED_MILLIS) > 0) {
                index += channel.write(Payload.from(index));
                selector.selectedKeys().clear();
            }
        }
        channel.configureBlocking(true);
    }

    /** Reads and compares all there is, to the end of the stream, and ends its own side. Returns how much that was. */
    long receive() throws IOException {
        channel.socket().setSoTimeout(10_000);
        long count = Payload.receive(channel.socket().getInputStream(), 16 * 1024);
        channel.shutdownOutput();
        return count;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
