package dev.selkie.simulation;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A connected channel. */
final class SimulatedSocketChannel extends SocketChannel implements SimulatedChannel {
    private enum Connecting {
        NOT_YET,
        PENDING,
        ARRIVED,
        REFUSED,
        DONE
    }

    private final World world;
    private @Nullable Endpoint endpoint;
    private Connecting connecting = Connecting.NOT_YET;
    private final Options options = new Options(
            StandardSocketOptions.TCP_NODELAY,
            StandardSocketOptions.SO_LINGER,
            StandardSocketOptions.SO_KEEPALIVE,
            StandardSocketOptions.SO_SNDBUF,
            StandardSocketOptions.SO_RCVBUF);
    private boolean outputShut;
    private boolean killed;

    /** One to connect. */
    SimulatedSocketChannel(SelectorProvider provider, World world) throws IOException {
        super(provider);
        this.world = world;
        world.called("open");
        if (!world.takeDescriptor()) {
            throw new SocketException("Too many open files");
        }
    }

    /** One that was accepted; its descriptor is taken. */
    SimulatedSocketChannel(SelectorProvider provider, World world, Endpoint endpoint) {
        super(provider);
        this.world = world;
        this.endpoint = endpoint;
        this.connecting = Connecting.DONE;
    }

    @Override
    public boolean connect(SocketAddress remote) throws IOException {
        world.called("connect");
        if (connecting != Connecting.NOT_YET) {
            throw connecting == Connecting.PENDING ? new ConnectionPendingException() : new AlreadyConnectedException();
        }
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        connecting = Connecting.PENDING;
        var from = new InetSocketAddress(InetAddress.getLoopbackAddress(), world.freePort());
        Endpoint near = Endpoint.pair(world, from, (InetSocketAddress) remote);
        endpoint = near;
        world.later(() -> connecting = world.offer(near.other()) ? Connecting.ARRIVED : Connecting.REFUSED);
        return false;
    }

    @Override
    public boolean finishConnect() throws IOException {
        world.called("finishConnect");
        switch (connecting) {
            case NOT_YET -> throw new NoConnectionPendingException();
            case REFUSED -> {
                close();
                throw new ConnectException("Connection refused");
            }
            case ARRIVED -> connecting = Connecting.DONE;
            default -> {
                // still under way, or done before
            }
        }
        return connecting == Connecting.DONE;
    }

    private Endpoint connected() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        if (endpoint == null || connecting != Connecting.DONE) {
            throw new NotYetConnectedException();
        }
        return endpoint;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        world.called("read");
        int count = connected().read(target);
        world.trace(count);
        return count;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        world.called("write");
        Endpoint end = connected();
        if (outputShut) {
            throw new ClosedChannelException();
        }
        int count = end.write(source);
        world.trace(count);
        return count;
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            int count = read(targets[i]);
            if (count < 0) {
                return sum == 0 ? -1 : sum;
            }
            sum += count;
            if (targets[i].hasRemaining()) {
                break;
            }
        }
        return sum;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += write(sources[i]);
            if (sources[i].hasRemaining()) {
                break;
            }
        }
        return sum;
    }

    @Override
    public int readyOps(int interestOps) {
        if (connecting == Connecting.ARRIVED || connecting == Connecting.REFUSED) {
            return SelectionKey.OP_CONNECT & interestOps;
        }
        if (endpoint == null || connecting != Connecting.DONE) {
            return 0;
        }
        int ready = (endpoint.isReadable() ? SelectionKey.OP_READ : 0)
                | (endpoint.isWritable() ? SelectionKey.OP_WRITE : 0);
        return ready & interestOps;
    }

    @Override
    public SocketChannel shutdownInput() throws IOException {
        throw new UnsupportedOperationException("shutting the input is not simulated");
    }

    @Override
    public SocketChannel shutdownOutput() throws IOException {
        world.called("shutdownOutput");
        connected().endOutput();
        outputShut = true;
        return this;
    }

    /** As the JDK: the end of the stream goes out at once, the descriptor only when the key is gone. */
    @Override
    protected void implCloseSelectableChannel() {
        if (endpoint != null && !Integer.valueOf(0).equals(options.get(StandardSocketOptions.SO_LINGER))) {
            endpoint.endOutput();
        }
        if (!isRegistered()) {
            kill();
        }
        world.called("close");
    }

    @Override
    public void kill() {
        if (!killed) {
            killed = true;
            world.freeDescriptor();
            if (endpoint != null) {
                endpoint.close();
            }
        }
    }

    @Override
    protected void implConfigureBlocking(boolean block) {
        world.called("configureBlocking");
    }

    @Override
    public <T> SocketChannel setOption(SocketOption<T> name, T value) throws IOException {
        world.called("setOption");
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        options.set(name, value);
        if (endpoint != null
                && name == StandardSocketOptions.SO_LINGER
                && Integer.valueOf(0).equals(value)) {
            endpoint.resetOnClose();
        }
        return this;
    }

    @Override
    public <T> @Nullable T getOption(SocketOption<T> name) {
        return options.get(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return options.supported();
    }

    @Override
    public SocketChannel bind(SocketAddress local) {
        throw new UnsupportedOperationException("binding a connecting channel is not simulated");
    }

    @Override
    public Socket socket() {
        throw new UnsupportedOperationException("a simulated channel has no socket");
    }

    @Override
    public boolean isConnected() {
        return connecting == Connecting.DONE;
    }

    @Override
    public boolean isConnectionPending() {
        return connecting != Connecting.NOT_YET && connecting != Connecting.DONE;
    }

    @Override
    public SocketAddress getRemoteAddress() throws IOException {
        world.called("getRemoteAddress");
        return connected().remote();
    }

    @Override
    public SocketAddress getLocalAddress() throws IOException {
        return connected().local();
    }

    @Override
    public String toString() {
        return endpoint == null ? "not connected" : endpoint.toString();
    }
}
