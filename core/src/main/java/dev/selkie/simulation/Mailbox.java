package dev.selkie.simulation;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A bound socket for datagrams, as the kernel has it: those that have come, and the room that those on their way out take.
 * Each datagram travels by itself: it may be lost, come twice, or overtake another.
 */
final class Mailbox {
    /** As over IPv4. */
    static final int LONGEST_DATAGRAM = 65_507;

    /** What the kernel charges besides the bytes, about: empty datagrams fill a buffer too. */
    private static final int OVERHEAD = 64;

    record Letter(ByteBuffer bytes, InetSocketAddress sender) {}

    private final World world;
    private final InetSocketAddress address;
    private final int sendCapacity;
    private final int receiveCapacity;
    private final ArrayDeque<Letter> received = new ArrayDeque<>();
    private Runnable changed = () -> {};
    private int heldToSend;
    private int heldReceived;

    Mailbox(World world, InetSocketAddress address) {
        this.world = world;
        this.address = address;
        this.sendCapacity = world.bufferSize();
        this.receiveCapacity = world.bufferSize();
    }

    InetSocketAddress address() {
        return address;
    }

    /** Called when something has come. */
    void onChange(Runnable action) {
        changed = action;
    }

    // ---- sending

    /** As Linux has it: half of the buffer must be free. */
    boolean isWritable() {
        return heldToSend * 2 <= sendCapacity;
    }

    /** Takes a copy of the bytes, and consumes them; false when the buffer is full. */
    boolean send(ByteBuffer bytes, InetSocketAddress target) {
        if (heldToSend >= sendCapacity) {
            return false;
        }
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        int held = copy.remaining() + OVERHEAD;
        heldToSend += held;
        boolean lost = world.losesDatagram();
        world.later(() -> {
            heldToSend -= held;
            if (!lost) {
                world.deliver(copy, address, target);
            }
        });
        if (world.doublesDatagram()) {
            world.later(() -> world.deliver(copy, address, target));
        }
        return true;
    }

    // ---- receiving

    /** One has arrived. As Linux does, it is taken as long as the buffer is not full yet, and dropped otherwise. */
    void arrive(ByteBuffer bytes, InetSocketAddress sender) {
        if (heldReceived < receiveCapacity) {
            heldReceived += bytes.remaining() + OVERHEAD;
            received.add(new Letter(bytes.duplicate(), sender));
            changed.run();
        }
    }

    boolean isReadable() {
        return !received.isEmpty();
    }

    @Nullable
    Letter take() {
        Letter letter = received.poll();
        if (letter != null) {
            heldReceived -= letter.bytes.remaining() + OVERHEAD;
        }
        return letter;
    }

    @Override
    public String toString() {
        return address + " [" + heldToSend + "/" + sendCapacity + " to send, " + heldReceived + "/" + receiveCapacity
                + " received]";
    }
}
