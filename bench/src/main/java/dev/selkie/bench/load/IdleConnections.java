package dev.selkie.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Connections that stay open from one load to the next, and say nothing more. */
public final class IdleConnections {
    private final List<SocketChannel> channels = new ArrayList<>();

    /** Each says one byte, which comes back: then it has been accepted. */
    void open(InetSocketAddress server, int count) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        for (int i = 0; i < count; i++) {
            var channel = SocketChannel.open(server);
            channels.add(channel);
            channel.write(one.clear());
            if (channel.read(one.clear()) < 0) {
                throw new IOException("the server has ended connection " + (i + 1) + " of " + count);
            }
        }
    }

    void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
        channels.clear();
    }
}
