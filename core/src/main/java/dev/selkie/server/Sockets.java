package dev.selkie.server;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/** What the socket of a connection is set to, whichever side began it. */
final class Sockets {
    private Sockets() {}

    /** Nothing blocks; and what one callback writes goes out together, so that Nagle's waiting is of no use. */
    static void prepare(SocketChannel connection) throws IOException {
        connection.configureBlocking(false);
        if (connection.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) { // not a Unix socket's
            connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }
}
