package dev.selkie.simulation;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What all channels of a network share: the clock, chance, faults, ports, and the trace of what was called. */
final class World {
    private final Events events = new Events();
    private final Random random;
    private final Conditions conditions;
    private final Faults faults = new Faults();
    private final Map<Integer, SimulatedServerSocketChannel> listening = new HashMap<>();
    private final Map<Integer, Mailbox> mailboxes = new HashMap<>();
    private int selectors;
    private boolean stopped;
    private @Nullable SelectableChannel disturbing;
    private boolean disturbingEverywhere;
    private int nextPort = 40_000;
    private int descriptors;
    private int descriptorLimit = Integer.MAX_VALUE;
    private long traceHash = 1;

    World(long seed, Conditions conditions) {
        this.random = new Random(seed);
        this.conditions = conditions;
    }

    Events events() {
        return events;
    }

    Faults faults() {
        return faults;
    }

    Random random() {
        return random;
    }

    // ---- chance

    void later(Runnable action) {
        long most = conditions.longestDelay().toNanos();
        events.after(most == 0 ? 0 : (long) (random.nextDouble() * most), action);
    }

    int bufferSize() {
        int range = conditions.largestBuffer() - conditions.smallestBuffer();
        return conditions.smallestBuffer() + random.nextInt(range + 1);
    }

    /** How much of what is possible is done: all of it, or a part, at least 1 byte. */
    int part(int possible) {
        if (possible <= 1 || !conditions.partial() || random.nextInt(3) == 0) {
            return possible;
        }
        return 1 + random.nextInt(possible);
    }

    boolean wakesEarly() {
        return conditions.earlyWakeUps() && random.nextInt(20) == 0;
    }

    boolean losesDatagram() {
        return conditions.lossy() && random.nextInt(8) == 0;
    }

    boolean doublesDatagram() {
        return conditions.lossy() && random.nextInt(8) == 0;
    }

    // ---- calls

    /** Every call of a channel or selector comes by here: it is traced, and fails when it is its turn. */
    void called(String operation) {
        trace(operation.hashCode());
        faults.called(operation);
    }

    void trace(long value) {
        traceHash = (traceHash ^ value ^ events.nowNanos()) * 0x100000001b3L;
    }

    long traceHash() {
        return traceHash;
    }

    // ---- a fault of the kernel

    /** Selects return at once with nothing while a channel is registered with the selector; with any, or with its first. */
    void disturb(SelectableChannel channel, boolean everywhere) {
        disturbing = channel;
        disturbingEverywhere = everywhere;
    }

    boolean isDisturbing(SelectionKey key, boolean firstSelector) {
        return key.channel() == disturbing && (firstSelector || disturbingEverywhere);
    }

    // ---- the process

    /** Lets peers go on for so long while nobody looks. */
    void stopProcess(long nanos) {
        long end = events.nowNanos() + nanos;
        while (events.happenBefore(end)) {
            // peers go on
        }
        events.moveTo(end);
        stopped = true;
    }

    /** Whether the process was stopped since this was last called. */
    boolean takeStopped() {
        boolean was = stopped;
        stopped = false;
        return was;
    }

    /** Counts a selector that is opened. Returns whether it is the first. */
    boolean openSelector() {
        return selectors++ == 0;
    }

    // ---- ports

    int freePort() {
        return nextPort++;
    }

    void listen(InetSocketAddress address, SimulatedServerSocketChannel channel) {
        listening.put(address.getPort(), channel);
    }

    void stopListening(InetSocketAddress address) {
        listening.remove(address.getPort());
    }

    boolean isTaken(InetSocketAddress address) {
        return listening.containsKey(address.getPort());
    }

    /** A connection arrives; false when nobody listens there, or too many wait. */
    boolean offer(Endpoint endpoint) {
        SimulatedServerSocketChannel listener = listening.get(endpoint.local().getPort());
        return listener != null && listener.offer(endpoint);
    }

    // ---- datagrams, whose ports are others than those of connections

    /** The address itself, or one with a free port in place of 0. */
    InetSocketAddress freeDatagramAddress(@Nullable SocketAddress wanted) throws BindException {
        var address = wanted instanceof InetSocketAddress internet
                ? internet
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (mailboxes.containsKey(address.getPort())) {
            throw new BindException("Address already in use");
        }
        return address.getPort() == 0 ? new InetSocketAddress(address.getAddress(), freePort()) : address;
    }

    void bindDatagrams(Mailbox mailbox) {
        mailboxes.put(mailbox.address().getPort(), mailbox);
    }

    void unbindDatagrams(Mailbox mailbox) {
        mailboxes.remove(mailbox.address().getPort(), mailbox);
    }

    /** Where nobody is, it is lost. */
    void deliver(ByteBuffer bytes, InetSocketAddress sender, InetSocketAddress target) {
        Mailbox mailbox = mailboxes.get(target.getPort());
        if (mailbox != null) {
            mailbox.arrive(bytes, sender);
        }
    }

    // ---- descriptors

    void limitDescriptors(int limit) {
        descriptorLimit = limit;
    }

    boolean takeDescriptor() {
        if (descriptors >= descriptorLimit) {
            return false;
        }
        descriptors++;
        return true;
    }

    void freeDescriptor() {
        descriptors--;
    }

    int descriptors() {
        return descriptors;
    }
}
