package dev.selkie.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Connections that stay open from one load to the next, and say nothing. */
public final class IdleConnections {
    private final List<SocketChannel> channels = new ArrayList<>();

    void open(InetSocketAddress server, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            channels.add(SocketChannel.open(server));
        }
    }

    void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
        channels.clear();
    }
}
