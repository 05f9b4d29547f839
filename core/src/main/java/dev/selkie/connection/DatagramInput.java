package dev.selkie.connection;

import dev.selkie.loop.EventLoop;
import dev.selkie.loop.Timer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Receiving datagrams, each into the loop's one direct buffer, and handing them over. A receive that fails would be tried
 * again at once, for ever, while the cause lasts: the second failure in a row pauses receiving for a moment.
 */
final class DatagramInput {
    /** Received in a turn at most, so that a flood of datagrams does not starve the connections on the same loop. */
    private static final int RECEIVES_PER_TURN = 64;

    /** So that it receives again soon after the cause has gone, and costs nothing until then. */
    private static final Duration RETRY_DELAY = Duration.ofMillis(50);

    private final DatagramChannel channel;
    private final int maxPacketBytes;
    private final DatagramLifecycle handler;
    private final DatagramObserver observer;
    private final DatagramCounters datagramCounters;
    private final Counters counters;
    private final Runnable changed;
    private final LoopBuffers buffers;
    private final Timer retry;

    private boolean wanted;
    private boolean paused;
    private boolean failedBefore;

    /** Of the datagram that is being handled. */
    private @Nullable InetSocketAddress sender;

    private boolean truncated;

    /**
     * Does not receive yet.
     *
     * @param changed called when it receives from now on, or no longer
     */
    DatagramInput(
            EventLoop loop,
            DatagramChannel channel,
            int maxPacketBytes,
            DatagramLifecycle handler,
            DatagramObserver observer,
            DatagramCounters datagramCounters,
            Counters counters,
            Runnable changed) {
        this.channel = channel;
        this.maxPacketBytes = maxPacketBytes;
        this.handler = handler;
        this.observer = observer;
        this.datagramCounters = datagramCounters;
        this.counters = counters;
        this.changed = changed;
        this.buffers = LoopBuffers.of(loop);
        this.retry = loop.timer(() -> pause(false));
    }

    /** Receives from now on, or does not. */
    void want(boolean wanted) {
        this.wanted = wanted;
        if (!wanted) {
            pause(false);
        }
        changed.run();
    }

    boolean isReceiving() {
        return wanted && !paused;
    }

    /** Receives what has come, up to a turn's share: so many datagrams, or as many bytes as a connection may read. */
    void receive() {
        int bytes = 0;
        for (int i = 0; i < RECEIVES_PER_TURN && bytes < ReadSize.MOST_BYTES && isReceiving(); i++) {
            int count = receiveOne();
            if (count < 0) {
                return;
            }
            bytes += count;
        }
    }

    /** Returns the bytes of a datagram, -1 when there is none. */
    private int receiveOne() {
        ByteBuffer buffer = buffers.forReading();
        int start = buffer.position();
        buffer.limit(start + maxPacketBytes + 1); // one more, to see that there is more
        try {
            sender = (InetSocketAddress) channel.receive(buffer);
            failedBefore = false;
        } catch (Throwable failure) {
            failed(failure);
            return -1;
        }
        if (sender == null) {
            return -1;
        }
        int count = buffer.position() - start;
        truncated = count > maxPacketBytes;
        datagramCounters.countReceived(truncated);
        counters.countReceived(count);
        handle(buffers.read().limit(start + Math.min(count, maxPacketBytes)), sender);
        sender = null;
        return count;
    }

    private void handle(ByteBuffer packet, InetSocketAddress client) {
        try {
            if (observer.verify(client)) {
                handler.handle(packet);
            } else {
                datagramCounters.countRefused();
            }
        } catch (Throwable failure) {
            observer.failed(client, failure);
        }
        observer.handled();
    }

    InetSocketAddress sender() {
        if (sender == null) {
            throw new IllegalStateException("a datagram has its sender only while it is handled");
        }
        return sender;
    }

    boolean isTruncated() {
        sender();
        return truncated;
    }

    // ---- when it fails

    private void failed(Throwable failure) {
        datagramCounters.countFailed();
        if (failure instanceof IOException trouble) {
            observer.lost(null, trouble);
        } else {
            observer.failed(null, failure);
        }
        if (failedBefore) {
            pause(true);
            observer.receivingFailed(failure);
        }
        failedBefore = true;
    }

    private void pause(boolean forAMoment) {
        paused = forAMoment;
        if (paused) {
            retry.armAfter(RETRY_DELAY);
        } else {
            retry.cancel();
        }
        changed.run();
    }
}
