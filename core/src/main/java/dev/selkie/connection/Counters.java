package dev.selkie.connection;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** What a server's connections have done since it was made. Written by the loop's thread, readable from any. */
public final class Counters {
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong cut = new AtomicLong();
    private final AtomicLong receivedBytes = new AtomicLong();
    private final AtomicLong sentBytes = new AtomicLong();
    private final AtomicLong directFileBytes = new AtomicLong();
    private final AtomicLong copiedFileBytes = new AtomicLong();
    private final Map<CloseReason, AtomicLong> closed = new EnumMap<>(CloseReason.class);

    Counters() {
        for (CloseReason reason : CloseReason.values()) {
            closed.put(reason, new AtomicLong());
        }
    }

    /**
     * The numbers of several servers, added up.
     *
     * @param parts of each
     * @return numbers that do not change any more
     */
    public static Counters sumOf(Collection<Counters> parts) {
        var sum = new Counters();
        for (Counters part : parts) {
            add(sum.opened, part.opened());
            add(sum.cut, part.cut());
            add(sum.receivedBytes, part.receivedBytes());
            add(sum.sentBytes, part.sentBytes());
            add(sum.directFileBytes, part.directFileBytes());
            add(sum.copiedFileBytes, part.copiedFileBytes());
            part.closed.forEach((reason, count) -> add(sum.closedFor(reason), count.get()));
        }
        return sum;
    }

    /**
     * Connections that were begun, refused ones included.
     *
     * @return a number that only grows
     */
    public long opened() {
        return opened.get();
    }

    /**
     * Connections that have not ended.
     *
     * @return opened less closed
     */
    public long open() {
        return opened() - closed.values().stream().mapToLong(AtomicLong::get).sum();
    }

    /**
     * Connections that ended for a reason.
     *
     * @param reason which
     * @return a number that only grows
     */
    public long closed(CloseReason reason) {
        return closedFor(reason).get();
    }

    /**
     * Connections that ended with bytes unsent, or that a closing server broke off before they had begun to end.
     *
     * @return a number that only grows
     */
    public long cut() {
        return cut.get();
    }

    /**
     * Bytes read.
     *
     * @return a number that only grows
     */
    public long receivedBytes() {
        return receivedBytes.get();
    }

    /**
     * Bytes the kernel took.
     *
     * @return a number that only grows
     */
    public long sentBytes() {
        return sentBytes.get();
    }

    /**
     * Bytes of files that the kernel took from the page cache by itself. Counted when a transfer has ended.
     *
     * @return a number that only grows, part of {@link #sentBytes}
     */
    public long directFileBytes() {
        return directFileBytes.get();
    }

    /**
     * Bytes of files that were carried through this process, because of the platform, the file or the channel. Counted when
     * a transfer has ended.
     *
     * @return a number that only grows, part of {@link #sentBytes}
     */
    public long copiedFileBytes() {
        return copiedFileBytes.get();
    }

    /** The numbers of this moment: {@code 5 opened, 2 open, 0 cut, 80 bytes received, 80 sent; 3 PEER_CLOSED}. */
    @Override
    public String toString() {
        var text = new StringBuilder()
                .append(opened() + " opened, " + open() + " open, " + cut() + " cut, ")
                .append(receivedBytes() + " bytes received, " + sentBytes() + " sent");
        String separator = "; ";
        for (CloseReason reason : CloseReason.values()) {
            if (closed(reason) > 0) {
                text.append(separator).append(closed(reason)).append(' ').append(reason);
                separator = ", ";
            }
        }
        return text.toString();
    }

    void countOpened() {
        add(opened, 1);
    }

    void countClosed(CloseReason reason, boolean wasCut) {
        add(closedFor(reason), 1);
        if (wasCut) {
            add(cut, 1);
        }
    }

    void countReceived(long bytes) {
        add(receivedBytes, bytes);
    }

    void countSent(long bytes) {
        add(sentBytes, bytes);
    }

    void countFile(long bytes, boolean direct) {
        add(direct ? directFileBytes : copiedFileBytes, bytes);
    }

    private AtomicLong closedFor(CloseReason reason) {
        return Objects.requireNonNull(closed.get(reason)); // the constructor has put one for each
    }

    /** One thread writes, so that a plain read and an ordered store do: no locked instruction for each message. */
    private static void add(AtomicLong counter, long amount) {
        counter.lazySet(counter.getPlain() + amount);
    }
}
