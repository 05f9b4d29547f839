package dev.selkie.simulation;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.SelectionKey;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A channel for datagrams that is bound and not connected: one receive gives one datagram, or as much of it as fits. */
final class SimulatedDatagramChannel extends DatagramChannel implements SimulatedChannel {
    private final World world;
    private final Options options = new Options(
            StandardSocketOptions.SO_REUSEADDR,
            StandardSocketOptions.SO_REUSEPORT,
            StandardSocketOptions.SO_SNDBUF,
            StandardSocketOptions.SO_RCVBUF);
    private @Nullable Mailbox mailbox;
    private boolean killed;

    SimulatedDatagramChannel(SelectorProvider provider, World world) throws IOException {
        super(provider);
        this.world = world;
        world.called("open");
        if (!world.takeDescriptor()) {
            throw new SocketException("Too many open files");
        }
    }

    @Override
    public DatagramChannel bind(@Nullable SocketAddress local) throws IOException {
        world.called("bind");
        checkOpen();
        if (mailbox != null) {
            throw new AlreadyBoundException();
        }
        mailbox = new Mailbox(world, world.freeDatagramAddress(local));
        world.bindDatagrams(mailbox);
        return this;
    }

    /** As the kernel: who sends without an address is given one. */
    private Mailbox bound() throws IOException {
        if (mailbox == null) {
            bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }
        return Objects.requireNonNull(mailbox);
    }

    @Override
    public int send(ByteBuffer source, SocketAddress target) throws IOException {
        world.called("send");
        checkOpen();
        if (!(target instanceof InetSocketAddress internet)) {
            throw new UnsupportedAddressTypeException();
        }
        if (internet.isUnresolved()) {
            throw new UnresolvedAddressException();
        }
        int length = source.remaining();
        if (length > Mailbox.LONGEST_DATAGRAM) {
            throw new SocketException("Message too long");
        }
        boolean taken = bound().send(source, internet);
        world.trace(taken ? length : -1);
        return taken ? length : 0;
    }

    @Override
    public @Nullable SocketAddress receive(ByteBuffer target) throws IOException {
        world.called("receive");
        checkOpen();
        Mailbox.Letter letter = mailbox == null ? null : mailbox.take();
        if (letter == null) {
            return null;
        }
        ByteBuffer bytes = letter.bytes();
        world.trace(bytes.remaining());
        bytes.limit(Math.min(bytes.limit(), bytes.position() + target.remaining())); // the rest is lost
        target.put(bytes);
        return letter.sender();
    }

    private void checkOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public int readyOps(int interestOps) {
        if (mailbox == null) {
            return interestOps & SelectionKey.OP_WRITE;
        }
        int ready =
                (mailbox.isReadable() ? SelectionKey.OP_READ : 0) | (mailbox.isWritable() ? SelectionKey.OP_WRITE : 0);
        return ready & interestOps;
    }

    @Override
    protected void implCloseSelectableChannel() {
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
            if (mailbox != null) {
                world.unbindDatagrams(mailbox);
            }
        }
    }

    @Override
    protected void implConfigureBlocking(boolean block) {
        world.called("configureBlocking");
    }

    @Override
    public <T> DatagramChannel setOption(SocketOption<T> name, T value) throws IOException {
        world.called("setOption");
        checkOpen();
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
    public @Nullable SocketAddress getLocalAddress() throws IOException {
        checkOpen();
        return mailbox == null ? null : mailbox.address();
    }

    // ---- connected channels and groups are not simulated

    @Override
    public boolean isConnected() {
        return false;
    }

    @Override
    public @Nullable SocketAddress getRemoteAddress() {
        return null;
    }

    @Override
    public DatagramChannel connect(SocketAddress remote) {
        throw notConnected();
    }

    @Override
    public DatagramChannel disconnect() {
        return this;
    }

    @Override
    public int read(ByteBuffer target) {
        throw notConnected();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw notConnected();
    }

    @Override
    public int write(ByteBuffer source) {
        throw notConnected();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw notConnected();
    }

    private static UnsupportedOperationException notConnected() {
        return new UnsupportedOperationException("connected channels for datagrams are not simulated");
    }

    @Override
    public MembershipKey join(InetAddress group, NetworkInterface by) {
        throw new UnsupportedOperationException("groups are not simulated");
    }

    @Override
    public MembershipKey join(InetAddress group, NetworkInterface by, InetAddress source) {
        throw new UnsupportedOperationException("groups are not simulated");
    }

    @Override
    public DatagramSocket socket() {
        throw new UnsupportedOperationException("a simulated channel has no socket");
    }

    @Override
    public String toString() {
        return mailbox == null ? "not bound" : mailbox.toString();
    }
}
