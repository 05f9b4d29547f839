package dev.selkie.server;

import static java.util.Objects.requireNonNull;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.loop.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import org.jspecify.annotations.Nullable;

/**
 * A server on a TCP port, IPv4 or IPv6 by its address. Its constructors bind and listen: clients can connect from then on,
 * and wait in the kernel until it serves.
 *
 * <pre>{@code
 * try (var server = new TcpServer(new InetSocketAddress("127.0.0.1", 9000), Echo::new)) {
 *     server.serveForever();
 * }
 * }</pre>
 */
public class TcpServer extends StreamServer {
    private final InetSocketAddress serverAddress;

    /**
     * A server with a loop of its own and the default options.
     *
     * @param address where to listen; port 0 takes a free one
     * @param factory makes the handler of each connection, {@code Echo::new}
     * @throws IOException when it cannot listen there: the message tells where and why
     */
    public TcpServer(InetSocketAddress address, RequestHandlerFactory factory) throws IOException {
        this(address, factory, ServerOptions.defaults());
    }

    /**
     * A server with a loop of its own.
     *
     * @param address where to listen; port 0 takes a free one
     * @param factory makes the handler of each connection
     * @param options its settings
     * @throws IOException when it cannot listen there: the message tells where and why
     */
    public TcpServer(InetSocketAddress address, RequestHandlerFactory factory, ServerOptions options)
            throws IOException {
        this(null, requireNonNull(factory, "factory"), listen(SelectorProvider.provider(), address, options), options);
    }

    /**
     * A server on a loop that others may use too, with the default options.
     *
     * @param loop run by its owner
     * @param address where to listen; port 0 takes a free one
     * @param factory makes the handler of each connection
     * @throws IOException when it cannot listen there: the message tells where and why
     * @throws IllegalStateException when the loop is closed
     */
    public TcpServer(EventLoop loop, InetSocketAddress address, RequestHandlerFactory factory) throws IOException {
        this(loop, address, factory, ServerOptions.defaults());
    }

    /**
     * A server on a loop that others may use too.
     *
     * @param loop run by its owner
     * @param address where to listen; port 0 takes a free one
     * @param factory makes the handler of each connection
     * @param options its settings
     * @throws IOException when it cannot listen there: the message tells where and why
     * @throws IllegalStateException when the loop is closed
     */
    public TcpServer(EventLoop loop, InetSocketAddress address, RequestHandlerFactory factory, ServerOptions options)
            throws IOException {
        this(borrowed(loop), requireNonNull(factory, "factory"), listen(loop.provider(), address, options), options);
    }

    private TcpServer(
            @Nullable EventLoop borrowed,
            RequestHandlerFactory factory,
            ServerSocketChannel channel,
            ServerOptions options)
            throws IOException {
        super(borrowed, factory, channel, channel, options);
        this.serverAddress = (InetSocketAddress) channel.getLocalAddress();
    }

    private static ServerSocketChannel listen(
            SelectorProvider provider, InetSocketAddress address, ServerOptions options) throws IOException {
        ServerSocketChannel channel = Binding.isIpv4(address)
                ? provider.openServerSocketChannel(StandardProtocolFamily.INET)
                : provider.openServerSocketChannel();
        Binding.bind(channel, address, () -> {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, options.allowReuseAddress());
            if (options.allowReusePort()) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            channel.bind(address, options.requestQueueSize());
        });
        return channel;
    }

    @Override
    public final InetSocketAddress serverAddress() {
        return serverAddress;
    }
}
