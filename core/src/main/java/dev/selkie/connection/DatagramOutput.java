package dev.selkie.connection;

import dev.selkie.loop.EventLoop;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sending datagrams: now, and what the socket does not take in order from a queue. A datagram that cannot be sent is no
 * trouble of the next one: the channel stays as it is.
 *
 * <p>What other threads send goes by an inbox, which the loop empties before it sends anything of its own, so that all
 * leaves in the order of the calls. Both are charged, to the budget and to one bound, when a datagram is accepted.
 *
 * <p>The JDK says 0 for an empty datagram that was sent and for one that was not: one that meets a full socket is lost, and
 * counted as sent.
 */
final class DatagramOutput {
    /** The longest there can be, over IPv6; over IPv4 it is 65,507. */
    static final int LONGEST_PACKET_BYTES = 65_527;

    /**
     * The most that waits. Linux gives a socket 208 KiB to send from; what waits behind five times as much comes too late
     * for whoever asked.
     */
    private static final int LONGEST_QUEUE_BYTES = 1024 * 1024;

    /** What a datagram in the queue takes besides its bytes, about: empty ones must not be free. */
    private static final int OVERHEAD_BYTES = 128;

    /** Sent from the queue in a turn, so that it delays no other channel. */
    private static final int SENDS_PER_TURN = 64;

    private record Packet(ByteBuffer bytes, SocketAddress target, int chargedBytes) {}

    private enum Outcome {
        SENT,
        FULL,
        FAILED
    }

    private final EventLoop loop;
    private final DatagramChannel channel;
    private final Budget budget;
    private final DatagramObserver observer;
    private final DatagramCounters datagramCounters;
    private final Counters counters;
    private final Runnable queueChanged;

    private final ArrayDeque<Packet> queue = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<Packet> inbox = new ConcurrentLinkedQueue<>();
    private final Runnable takeInbox = this::takeInbox;
    /** Of the queue and the inbox. */
    private final AtomicLong chargedBytes = new AtomicLong();

    private volatile boolean closed;

    /**
     * Nothing is sent yet.
     *
     * @param queueChanged called when the queue is no longer empty, or is again
     */
    DatagramOutput(
            EventLoop loop,
            DatagramChannel channel,
            Budget budget,
            DatagramObserver observer,
            DatagramCounters datagramCounters,
            Counters counters,
            Runnable queueChanged) {
        this.loop = loop;
        this.channel = channel;
        this.budget = budget;
        this.observer = observer;
        this.datagramCounters = datagramCounters;
        this.counters = counters;
        this.queueChanged = queueChanged;
    }

    /** On any thread. Consumes the buffer. */
    boolean send(ByteBuffer bytes, SocketAddress target) {
        try {
            return loop.inLoop() ? sendNow(bytes, target) : sendSoon(bytes, target);
        } finally {
            bytes.position(bytes.limit());
        }
    }

    // ---- from other threads

    private boolean sendSoon(ByteBuffer bytes, SocketAddress target) {
        if (bytes.remaining() > LONGEST_PACKET_BYTES) {
            datagramCounters.countFailed(); // before it is copied
            return false;
        }
        Packet packet = accept(bytes, target);
        if (packet == null) {
            return false;
        }
        inbox.add(packet);
        if (closed && inbox.remove(packet)) { // it came too late for those who close to see it
            drop(packet);
            return false;
        }
        loop.execute(takeInbox);
        return true;
    }

    private void takeInbox() {
        for (Packet packet = inbox.poll(); packet != null; packet = inbox.poll()) {
            sendOrQueue(packet);
        }
    }

    private void sendOrQueue(Packet packet) {
        if (queue.isEmpty() && transmit(packet.bytes, packet.target) != Outcome.FULL) {
            release(packet.chargedBytes);
        } else {
            enqueue(packet);
        }
    }

    // ---- on the loop's thread

    private boolean sendNow(ByteBuffer bytes, SocketAddress target) {
        takeInbox();
        if (closed) {
            datagramCounters.countDropped();
            return false;
        }
        Outcome outcome = queue.isEmpty() ? transmit(bytes, target) : Outcome.FULL;
        if (outcome != Outcome.FULL) {
            return outcome == Outcome.SENT;
        }
        if (bytes.remaining() > LONGEST_PACKET_BYTES) {
            failed(target, tooLong(bytes));
            return false;
        }
        Packet packet = accept(bytes, target);
        if (packet != null) {
            enqueue(packet);
        }
        return packet != null;
    }

    private void enqueue(Packet packet) {
        queue.add(packet);
        if (queue.size() == 1) {
            queueChanged.run();
        }
    }

    /** The socket can take more. */
    void flush() {
        for (int count = 0; count < SENDS_PER_TURN && !queue.isEmpty(); count++) {
            Packet first = queue.element();
            if (transmit(first.bytes, first.target) == Outcome.FULL) {
                return;
            }
            queue.remove();
            release(first.chargedBytes);
        }
        if (queue.isEmpty()) {
            queueChanged.run();
        }
    }

    /** Whether some waits for the socket. */
    boolean isWaiting() {
        return !queue.isEmpty();
    }

    private Outcome transmit(ByteBuffer bytes, SocketAddress target) {
        int length = bytes.remaining();
        if (length > LONGEST_PACKET_BYTES) {
            return failed(target, tooLong(bytes)); // the JDK would copy all of it before it asks
        }
        try {
            if (channel.send(bytes, target) == 0 && length > 0) {
                return Outcome.FULL;
            }
            datagramCounters.countSent();
            counters.countSent(length);
            return Outcome.SENT;
        } catch (IOException | IllegalArgumentException failure) { // a target of another kind, or unresolved
            return failed(target, failure);
        } catch (Throwable failure) {
            observer.failed(target, failure);
            datagramCounters.countFailed();
            return Outcome.FAILED;
        }
    }

    private Outcome failed(SocketAddress target, Exception failure) {
        datagramCounters.countFailed();
        observer.lost(target, failure);
        return Outcome.FAILED;
    }

    private static SocketException tooLong(ByteBuffer bytes) {
        return new SocketException(bytes.remaining() + " bytes are more than a datagram can have");
    }

    // ---- what is held

    /** A copy that may wait; null when there is no room. On any thread. */
    private @Nullable Packet accept(ByteBuffer bytes, SocketAddress target) {
        int charge = bytes.remaining() + OVERHEAD_BYTES;
        if (budget.isTight() || !charge(charge)) {
            datagramCounters.countDropped();
            return null;
        }
        Packet packet = null;
        try {
            packet =
                    new Packet(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip(), target, charge);
            return packet;
        } finally {
            if (packet == null) {
                release(charge); // there is no memory left
            }
        }
    }

    private boolean charge(int bytes) {
        if (chargedBytes.addAndGet(bytes) > LONGEST_QUEUE_BYTES) {
            chargedBytes.addAndGet(-bytes);
            return false;
        }
        budget.chargePending(bytes);
        return true;
    }

    private void release(int bytes) {
        chargedBytes.addAndGet(-bytes);
        budget.chargePending(-bytes);
    }

    private void drop(Packet packet) {
        release(packet.chargedBytes);
        datagramCounters.countDropped();
    }

    // ---- the end

    /** Accepts no more. What was accepted is still sent. */
    void refuse() {
        closed = true;
        takeInbox();
    }

    /** Drops what waits. */
    void drop() {
        queue.forEach(this::drop);
        queue.clear();
    }
}
