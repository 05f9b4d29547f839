package dev.selkie.simulation;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayDeque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A listening channel. */
final class SimulatedServerSocketChannel extends ServerSocketChannel implements SimulatedChannel {
    private final World world;
    private final ArrayDeque<Endpoint> backlog = new ArrayDeque<>();
    private final Options options = new Options(
            StandardSocketOptions.SO_REUSEADDR, StandardSocketOptions.SO_REUSEPORT, StandardSocketOptions.SO_RCVBUF);
    private @Nullable InetSocketAddress address;
    private int longestBacklog;
    private boolean killed;

    SimulatedServerSocketChannel(SelectorProvider provider, World world) throws IOException {
        super(provider);
        this.world = world;
        world.called("open");
        if (!world.takeDescriptor()) {
            throw new SocketException("Too many open files");
        }
    }

    @Override
    public ServerSocketChannel bind(@Nullable SocketAddress local, int backlogSize) throws IOException {
        world.called("bind");
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        if (address != null) {
            throw new AlreadyBoundException();
        }
        var wanted = local instanceof InetSocketAddress internet
                ? internet
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var bound = wanted.getPort() == 0 ? new InetSocketAddress(wanted.getAddress(), world.freePort()) : wanted;
        if (world.isTaken(bound)) {
            throw new BindException("Address already in use");
        }
        longestBacklog = backlogSize <= 0 ? 50 : backlogSize;
        address = bound;
        world.listen(bound, this);
        return this;
    }

    /** A peer connects; false when the backlog is full. */
    boolean offer(Endpoint endpoint) {
        if (!isOpen() || backlog.size() >= longestBacklog) {
            return false;
        }
        return backlog.add(endpoint);
    }

    @Override
    public @Nullable SocketChannel accept() throws IOException {
        world.called("accept");
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        if (address == null) {
            throw new NotYetBoundException();
        }
        if (backlog.isEmpty()) {
            return null;
        }
        if (!world.takeDescriptor()) {
            throw new SocketException("Too many open files");
        }
        world.trace(backlog.size());
        return new SimulatedSocketChannel(provider(), world, backlog.remove());
    }

    @Override
    public int readyOps(int interestOps) {
        return backlog.isEmpty() ? 0 : interestOps & SelectionKey.OP_ACCEPT;
    }

    @Override
    protected void implCloseSelectableChannel() {
        if (!isRegistered()) {
            kill();
        }
    }

    @Override
    public void kill() {
        if (!killed) {
            killed = true;
            if (address != null) {
                world.stopListening(address);
            }
            world.freeDescriptor();
            for (Endpoint waiting : backlog) {
                waiting.resetOnClose();
                waiting.close();
            }
            backlog.clear();
        }
    }

    @Override
    protected void implConfigureBlocking(boolean block) {
        world.called("configureBlocking");
    }

    @Override
    public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) {
        world.called("setOption");
        options.set(name, value);
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
    public ServerSocket socket() {
        throw new UnsupportedOperationException("a simulated channel has no socket");
    }

    @Override
    public @Nullable SocketAddress getLocalAddress() throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        return address;
    }

    @Override
    public String toString() {
        return "listening on " + address + ", " + backlog.size() + " in the backlog";
    }
}
