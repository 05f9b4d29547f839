package dev.selkie.connection;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that is held for peers: input a handler left, output a socket did not take, bytes written by other threads.
 * Every connection charges what it holds and releases it, down to zero when all have ended. Safe for use by any thread.
 *
 * <p>Limits for each connection alone do not bound their sum: a server with a 64 MiB heap died of 200 clients that did not
 * read. So there are two more, for all together. Above the first the budget is <em>tight</em>: a connection with output
 * waiting is not read and not writable, any other is read in small pieces. Above the second it is <em>overdrawn</em>: the
 * connections that have been stuck longest are closed with {@link CloseReason#OVERLOADED}, as many as it takes.
 * That takes a moment; should others be faster, it is <em>full</em> at a third above: then who writes more than the socket
 * takes, or sends what must be kept, is closed.
 *
 * <p>Each server has a budget of its own, unless several are given one to share. All that share one should live as long;
 * where they are on several loops, each loop that finds it overdrawn closes as many of its own.
 */
public final class Budget {
    private final long tightBytes;
    /** A tight budget is so until this much is left, so that it does not change with every message. */
    private final long relaxedBytes;

    private final long overdrawnBytes;

    private final long fullBytes;

    private final AtomicLong usedBytes = new AtomicLong();
    /** Of these, what no connection holds, or not yet: to close one would not set it free. */
    private final AtomicLong pendingBytes = new AtomicLong();

    private final AtomicBoolean tight = new AtomicBoolean();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** A budget that is tight above a quarter of the largest heap, and overdrawn above three eighths. */
    public Budget() {
        this(Runtime.getRuntime().maxMemory() / 4, Runtime.getRuntime().maxMemory() / 8 * 3);
    }

    /**
     * A budget with limits of its own.
     *
     * @param tightBytes above, nothing is read from those who owe something
     * @param overdrawnBytes above, connections are closed; at least {@code tightBytes}
     */
    public Budget(long tightBytes, long overdrawnBytes) {
        if (tightBytes < 1 || overdrawnBytes < tightBytes) {
            throw new IllegalArgumentException("a budget cannot be tight above " + tightBytes + " and overdrawn above "
                    + overdrawnBytes + " bytes");
        }
        this.tightBytes = tightBytes;
        this.relaxedBytes = tightBytes - tightBytes / 4;
        this.overdrawnBytes = overdrawnBytes;
        this.fullBytes = overdrawnBytes + Math.min(overdrawnBytes / 3, Long.MAX_VALUE - overdrawnBytes);
    }

    /** Charges memory, or gives it back where the number is negative. */
    void charge(long bytes) {
        long used = usedBytes.addAndGet(bytes);
        boolean changed = tight.getPlain()
                ? used <= relaxedBytes && tight.compareAndSet(true, false)
                : used > tightBytes && tight.compareAndSet(false, true);
        if (changed || (bytes > 0 && used > overdrawnBytes)) {
            listeners.forEach(Runnable::run);
        }
    }

    /** Charges what is on its way from another thread to its connection, or has none, as datagrams; or gives it back. */
    void chargePending(long bytes) {
        pendingBytes.addAndGet(bytes);
        charge(bytes);
    }

    /** Whether so much more must not be held, whoever wants to. */
    boolean isFullWith(long moreBytes) {
        return usedBytes.get() + moreBytes > fullBytes;
    }

    /** Calls a listener, on the thread that charges, when it becomes tight or is no longer, and when it is overdrawn. */
    void addListener(Runnable listener) {
        listeners.add(listener);
    }

    /**
     * What is held now.
     *
     * @return in bytes
     */
    public long usedBytes() {
        return usedBytes.get();
    }

    /**
     * Whether little is left.
     *
     * @return true from above the first limit until a quarter of that is free again
     */
    public boolean isTight() {
        return tight.get();
    }

    /**
     * Whether connections hold more than they may.
     *
     * @return true above the second limit
     */
    public boolean isOverdrawn() {
        return overdrawnByBytes() > 0;
    }

    /** How much must be given back before it is not overdrawn; negative when it is not. */
    long overdrawnByBytes() {
        return usedBytes.get() - pendingBytes.get() - overdrawnBytes;
    }
}
