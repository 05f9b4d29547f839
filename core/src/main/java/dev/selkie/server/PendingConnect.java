package dev.selkie.server;

import dev.selkie.loop.EventLoop;
import dev.selkie.loop.ReadyHandler;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One channel on its way to one address. On the loop's thread. */
final class PendingConnect implements ReadyHandler {
    private static final Logger log = LoggerFactory.getLogger(Connector.class);

    private final Connecting owner;
    private final SocketAddress address;
    private final SocketChannel channel;
    private @Nullable SelectionKey key;

    /** Opens the channel. */
    PendingConnect(Connecting owner, SelectorProvider provider, SocketAddress address) throws IOException {
        this.owner = owner;
        this.address = address;
        this.channel = address instanceof UnixDomainSocketAddress
                ? provider.openSocketChannel(StandardProtocolFamily.UNIX)
                : provider.openSocketChannel();
    }

    /**
     * Sets out. A Unix socket is connected at once or not at all, any other may be; what is not, tells its owner.
     *
     * @return whether it is connected already
     * @throws IOException when it failed at once; to be closed then
     */
    boolean start(EventLoop loop) throws IOException {
        Sockets.prepare(channel);
        if (channel.connect(address)) {
            return true;
        }
        key = loop.register(channel, SelectionKey.OP_CONNECT, this);
        return false;
    }

    @Override
    public void ready(SelectionKey readyKey) {
        try {
            if (channel.finishConnect()) {
                readyKey.attach(null); // the connection's from now on
                owner.connected(this);
            }
        } catch (Throwable failure) {
            owner.failed(failure);
        }
    }

    @Override
    public void keyReplaced(SelectionKey inItsPlace) {
        key = inItsPlace;
    }

    SocketAddress address() {
        return address;
    }

    SocketChannel channel() {
        return channel;
    }

    void close() {
        if (key != null) {
            key.cancel(); // a close that fails would leave it
        }
        try {
            channel.close();
        } catch (Throwable failure) {
            log.debug("a channel did not close: {}", failure.toString());
        }
    }
}
