package dev.selkie.server;

import static java.util.Objects.requireNonNull;

import dev.selkie.connection.Counters;
import dev.selkie.connection.DatagramCounters;
import dev.selkie.handler.DatagramHandlerFactory;
import dev.selkie.loop.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.spi.SelectorProvider;
import org.jspecify.annotations.Nullable;

/**
 * A server on a UDP port, IPv4 or IPv6 by its address. Its constructors bind: datagrams can come from then on, and wait in
 * the kernel until it serves, as far as there is room.
 *
 * <pre>{@code
 * try (var server = new UdpServer(new InetSocketAddress("127.0.0.1", 9997), Echo::new)) {
 *     server.serveForever();
 * }
 * }</pre>
 *
 * <p>One handler serves all datagrams, from its {@code setup}, when it serves for the first time, to its {@code finish},
 * when it closes. A request is one datagram. Of the options, those of connections and their queue have no meaning here, nor
 * has {@link ServerOptions#allowReuseAddress}: a port of datagrams is free at once, and on Linux that option would let
 * another program bind the same port and take the datagrams away. {@link ServerOptions#allowReusePort}, which all that
 * share a port must ask for, and of the same user, spreads clients over them.
 */
public class UdpServer extends BaseServer {
    private final DatagramChannel channel;
    private final InetSocketAddress serverAddress;
    private final DatagramRequests requests;

    /**
     * A server with a loop of its own and the default options.
     *
     * @param address where to receive; port 0 takes a free one
     * @param factory makes its handler, {@code Echo::new}
     * @throws IOException when it cannot bind there: the message tells where and why
     */
    public UdpServer(InetSocketAddress address, DatagramHandlerFactory factory) throws IOException {
        this(address, factory, ServerOptions.defaults());
    }

    /**
     * A server with a loop of its own.
     *
     * @param address where to receive; port 0 takes a free one
     * @param factory makes its handler
     * @param options its settings
     * @throws IOException when it cannot bind there: the message tells where and why
     */
    public UdpServer(InetSocketAddress address, DatagramHandlerFactory factory, ServerOptions options)
            throws IOException {
        this(null, requireNonNull(factory, "factory"), bind(SelectorProvider.provider(), address, options), options);
    }

    /**
     * A server on a loop that others may use too, with the default options.
     *
     * @param loop run by its owner
     * @param address where to receive; port 0 takes a free one
     * @param factory makes its handler
     * @throws IOException when it cannot bind there: the message tells where and why
     * @throws IllegalStateException when the loop is closed
     */
    public UdpServer(EventLoop loop, InetSocketAddress address, DatagramHandlerFactory factory) throws IOException {
        this(loop, address, factory, ServerOptions.defaults());
    }

    /**
     * A server on a loop that others may use too.
     *
     * @param loop run by its owner
     * @param address where to receive; port 0 takes a free one
     * @param factory makes its handler
     * @param options its settings
     * @throws IOException when it cannot bind there: the message tells where and why
     * @throws IllegalStateException when the loop is closed
     */
    public UdpServer(EventLoop loop, InetSocketAddress address, DatagramHandlerFactory factory, ServerOptions options)
            throws IOException {
        this(borrowed(loop), requireNonNull(factory, "factory"), bind(loop.provider(), address, options), options);
    }

    @SuppressWarnings("this-escape") // its requests only keep it: they call it when it serves
    private UdpServer(
            @Nullable EventLoop borrowed,
            DatagramHandlerFactory factory,
            DatagramChannel channel,
            ServerOptions options)
            throws IOException {
        super(borrowed == null ? ownLoop(channel) : borrowed, borrowed == null, options);
        this.channel = channel;
        this.serverAddress = (InetSocketAddress) channel.getLocalAddress();
        this.requests = new DatagramRequests(this, channel, factory);
    }

    private static DatagramChannel bind(SelectorProvider provider, InetSocketAddress address, ServerOptions options)
            throws IOException {
        DatagramChannel channel = Binding.isIpv4(address)
                ? provider.openDatagramChannel(StandardProtocolFamily.INET)
                : provider.openDatagramChannel();
        Binding.bind(channel, address, () -> {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, false);
            if (options.allowReusePort()) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            channel.bind(address);
        });
        return channel;
    }

    @Override
    public final InetSocketAddress serverAddress() {
        return serverAddress;
    }

    /**
     * The socket, for its options, such as the size of its buffers.
     *
     * @return not to be read, written or closed by others
     */
    public final DatagramChannel channel() {
        return channel;
    }

    /**
     * How many bytes it has received and sent. There are no connections to be counted.
     *
     * @return live numbers, readable from any thread
     */
    @Override
    public final Counters counters() {
        return requests.datagrams().counters();
    }

    /**
     * What has become of its datagrams.
     *
     * @return live numbers, readable from any thread
     */
    public final DatagramCounters datagrams() {
        return requests.datagrams().datagramCounters();
    }

    @Override
    final DatagramRequests service() {
        return requests;
    }
}
