package dev.selkie.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Two ends of a connection through the loopback interface: ours does not block, the peer's does. */
final class LoopbackPair implements AutoCloseable {
    final SocketChannel ours;
    final SocketChannel peer;

    LoopbackPair() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            // Small, so that a socket is soon full.
            server.setOption(StandardSocketOptions.SO_RCVBUF, 16 * 1024);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            ours = SocketChannel.open(server.getLocalAddress());
            peer = server.accept();
        }
        ours.setOption(StandardSocketOptions.SO_SNDBUF, 16 * 1024);
        ours.configureBlocking(false);
    }

    /** Reads from the peer's end exactly so much. */
    byte[] receive(int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (peer.read(buffer) < 0) {
                throw new AssertionError("the stream ended after " + buffer.position() + " of " + count + " bytes");
            }
        }
        return buffer.array();
    }

    @Override
    public void close() throws IOException {
        ours.close();
        peer.close();
    }
}
