package dev.selkie.simulation;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * A network in memory. Give it, {@link #nanoTime} and {@link #executor} to an event loop, put servers and clients on that
 * loop, let scripted {@link Peer}s and {@link DatagramPeer}s talk to them, and step the loop on the test's thread.
 *
 * <pre>{@code
 * var network = new SimulatedNetwork(seed);
 * var loop = new EventLoop(network, network::nanoTime, network.executor());
 * var server = new TcpServer(loop, new InetSocketAddress("127.0.0.1", 0), Echo::new);
 * server.serveForever();
 * Peer peer = network.connect(server.serverAddress()).send("hello".getBytes(UTF_8));
 * loop.runUntil(() -> peer.received().length == 5);
 * }</pre>
 *
 * <p>A select moves the clock to the next event. A select without a time-out that has nothing to wait for throws
 * {@link IllegalStateException}, "stalled", with what everybody waits for.
 */
public final class SimulatedNetwork extends SelectorProvider {
    private final World world;

    /**
     * A hostile network.
     *
     * @param seed the same one gives the same run
     */
    public SimulatedNetwork(long seed) {
        this(seed, Conditions.HOSTILE);
    }

    /**
     * A network.
     *
     * @param seed the same one gives the same run
     * @param conditions how hostile it is
     */
    public SimulatedNetwork(long seed, Conditions conditions) {
        this.world = new World(seed, conditions);
    }

    /**
     * The virtual clock.
     *
     * @return nanoseconds since the network was made
     */
    public long nanoTime() {
        return world.events().nowNanos();
    }

    /**
     * Runs tasks as events, each after a delay of its own, so that they end in any order.
     *
     * @return for what may block
     */
    public Executor executor() {
        return world::later;
    }

    /**
     * Lets something happen while a select waits.
     *
     * @param delay of virtual time, from now
     * @param action on the thread that selects
     */
    public void after(Duration delay, Runnable action) {
        world.events().after(delay.toNanos(), action);
    }

    /**
     * Moves the clock as if the process had been stopped: what happens meanwhile happens, and nobody looks. In an action
     * given to {@link #after} it is stopped in the midst of a select, which then ends as on Linux: when its time is over,
     * it returns nothing, whatever is ready.
     *
     * @param time of virtual time
     */
    public void stopProcess(Duration time) {
        world.stopProcess(time.toNanos());
    }

    /**
     * A scripted peer that connects to a listening channel.
     *
     * @param address where the channel listens
     * @return it can send at once; nobody listening there resets it
     */
    public Peer connect(InetSocketAddress address) {
        return connect(InetAddress.getLoopbackAddress(), address);
    }

    /**
     * A scripted peer that connects from an address of its own.
     *
     * @param from any; its port is a free one
     * @param address where the channel listens
     * @return it can send at once; nobody listening there resets it
     */
    public Peer connect(InetAddress from, InetSocketAddress address) {
        return Peer.connect(world, from, address);
    }

    /**
     * A scripted peer for datagrams, on a port of its own.
     *
     * @return it can send at once
     */
    public DatagramPeer datagramPeer() {
        return datagramPeer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /**
     * A scripted peer for datagrams.
     *
     * @param address its own, on the loopback interface or any; port 0 takes a free one
     * @return it can send at once
     */
    public DatagramPeer datagramPeer(InetSocketAddress address) {
        try {
            return new DatagramPeer(world, world.freeDatagramAddress(address));
        } catch (BindException taken) {
            throw new IllegalArgumentException(address + " is taken", taken);
        }
    }

    /**
     * Makes one call of one operation fail.
     *
     * @param operation of {@link #operations}
     * @param call which, counted from 1
     * @param failure any {@link Throwable}, as a channel might throw
     */
    public void fail(String operation, int call, Supplier<? extends Throwable> failure) {
        world.faults().fail(operation, call, 1, failure);
    }

    /** Makes as many calls of one operation fail, from one on. */
    void failRepeatedly(String operation, int call, int calls, Supplier<? extends Throwable> failure) {
        world.faults().fail(operation, call, calls, failure);
    }

    /**
     * Whether the call that was to fail has come.
     *
     * @return false when the run made fewer calls
     */
    public boolean hasFailed() {
        return world.faults().hasFailed();
    }

    int calls(String operation) {
        return world.faults().calls(operation);
    }

    /**
     * The operations that were called so far.
     *
     * @return their names, sorted
     */
    public Set<String> operations() {
        return world.faults().operations();
    }

    /**
     * Accepts fail as with too many open files while so many channels are open.
     *
     * @param limit of channels
     */
    public void limitDescriptors(int limit) {
        world.limitDescriptors(limit);
    }

    /**
     * Channels that are open, or closed and not yet deregistered by a select.
     *
     * @return their number
     */
    public int descriptors() {
        return world.descriptors();
    }

    /**
     * What the run was, in one number.
     *
     * @return equal for equal seeds and equal programs
     */
    public long traceHash() {
        return world.traceHash();
    }

    /** Makes selects return at once with nothing while a channel is registered: with the first selector, or with any. */
    void disturb(SelectableChannel channel, boolean everywhere) {
        world.disturb(channel, everywhere);
    }

    // ---- the provider

    @Override
    public AbstractSelector openSelector() throws IOException {
        return new SimulatedSelector(this, world);
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() throws IOException {
        return new SimulatedServerSocketChannel(this, world);
    }

    @Override
    public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
        checkInternet(family);
        return openServerSocketChannel();
    }

    @Override
    public SocketChannel openSocketChannel() throws IOException {
        return new SimulatedSocketChannel(this, world);
    }

    @Override
    public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
        checkInternet(family);
        return openSocketChannel();
    }

    private static void checkInternet(ProtocolFamily family) {
        if (family == StandardProtocolFamily.UNIX) {
            throw new UnsupportedOperationException("Unix sockets are not simulated");
        }
    }

    @Override
    public DatagramChannel openDatagramChannel() throws IOException {
        return new SimulatedDatagramChannel(this, world);
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
        checkInternet(family);
        return openDatagramChannel();
    }

    @Override
    public Pipe openPipe() {
        throw new UnsupportedOperationException("pipes are not simulated");
    }
}
