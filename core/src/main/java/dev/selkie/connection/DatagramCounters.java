package dev.selkie.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What has become of a server's datagrams since it was made. Every one that was given to {@code send} or {@code reply} is,
 * in the end, in one of {@link #sent}, {@link #dropped}, {@link #refused} and {@link #failed}. Readable from any thread.
 */
public final class DatagramCounters {
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong truncated = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    DatagramCounters() {}

    /**
     * Datagrams received, those that were then refused or cut included.
     *
     * @return a number that only grows
     */
    public long received() {
        return received.get();
    }

    /**
     * Datagrams received that were longer than the largest packet, and were cut.
     *
     * @return a number that only grows
     */
    public long truncated() {
        return truncated.get();
    }

    /**
     * Datagrams the kernel took. Whether they arrived, nobody knows.
     *
     * @return a number that only grows
     */
    public long sent() {
        return sent.get();
    }

    /**
     * Datagrams not sent: the socket was full and the queue too, memory was short, or the server closed.
     *
     * @return a number that only grows
     */
    public long dropped() {
        return dropped.get();
    }

    /**
     * Replies that would have started a conversation of two servers without end, and datagrams that
     * {@code verifyRequest} has refused.
     *
     * @return a number that only grows
     */
    public long refused() {
        return refused.get();
    }

    /**
     * Sends and receives that ended with an error, such as a datagram that is too long or a host that cannot be reached.
     *
     * @return a number that only grows
     */
    public long failed() {
        return failed.get();
    }

    /** The numbers of this moment: {@code 5 received, 0 truncated, 4 sent, 0 dropped, 1 refused, 0 failed}. */
    @Override
    public String toString() {
        return received() + " received, " + truncated() + " truncated, " + sent() + " sent, " + dropped() + " dropped, "
                + refused() + " refused, " + failed() + " failed";
    }

    void countReceived(boolean cut) {
        add(received);
        if (cut) {
            add(truncated);
        }
    }

    void countSent() {
        add(sent);
    }

    void countDropped() {
        dropped.getAndIncrement(); // by any thread
    }

    void countRefused() {
        add(refused);
    }

    void countFailed() {
        failed.getAndIncrement(); // by any thread
    }

    /** One thread writes, so that a plain read and an ordered store do: no locked instruction for each datagram. */
    private static void add(AtomicLong counter) {
        counter.lazySet(counter.getPlain() + 1);
    }
}
