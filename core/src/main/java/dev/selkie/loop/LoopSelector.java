package dev.selkie.loop;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The selector of a loop, and the cure for one that does not wait. Kernels and JDKs have had faults by which a select
 * returns at once with nothing, again and again, because of one channel: the loop would spin. When it has happened too
 * often in a row, all channels are moved to a new selector, and the one at fault is found on the way.
 */
final class LoopSelector {
    static final long FOR_EVER = Long.MAX_VALUE;

    /** As in Netty, which has seen many kernels. */
    private static final int MOST_EARLY_RETURNS = 512;

    /** A selector that returns from a wait of so long at once does not wait. */
    private static final long PROBE_MILLIS = 2;

    private static final Logger log = LoggerFactory.getLogger(EventLoop.class);

    private final LongSupplier nanoClock;
    private final Calls calls;
    private volatile Selector selector;
    private int earlyReturns;

    LoopSelector(SelectorProvider provider, LongSupplier nanoClock, Calls calls) throws IOException {
        this.selector = provider.openSelector();
        this.nanoClock = nanoClock;
        this.calls = calls;
    }

    /** Returns how many keys were ready. */
    int select(long waitNanos, Consumer<SelectionKey> action) throws IOException {
        if (waitNanos <= 0) {
            return selector.selectNow(action);
        }
        if (waitNanos == FOR_EVER) {
            return selector.select(action);
        }
        // Rounded up: a wait of half a millisecond must not become a turn that only looks, again and again.
        return selector.select(action, (waitNanos - 1) / 1_000_000 + 1);
    }

    /** A select that was to wait has returned: early and with nothing, or as it should. */
    void returned(boolean early) throws IOException {
        earlyReturns = early ? earlyReturns + 1 : 0;
        if (earlyReturns > MOST_EARLY_RETURNS) {
            earlyReturns = 0;
            replace();
        }
    }

    private void replace() throws IOException {
        Selector sick = selector;
        Selector fresh = sick.provider().openSelector();
        boolean found = false;
        for (SelectionKey key : List.copyOf(sick.keys())) {
            move(key, fresh);
            if (!found && waits(sick)) {
                found = true;
                report(key, fresh);
            }
        }
        if (!found) {
            log.warn("select() returned {} times with nothing ready: made a new selector", MOST_EARLY_RETURNS);
        }
        selector = fresh;
        sick.close();
    }

    private void move(SelectionKey key, Selector fresh) {
        try {
            int ops = key.interestOps();
            var handler = (ReadyHandler) key.attachment();
            key.cancel();
            SelectionKey moved = key.channel().register(fresh, ops, handler);
            calls.call(() -> handler.keyReplaced(moved));
        } catch (CancelledKeyException closed) {
            // nothing to move
        } catch (IOException | RuntimeException failure) {
            log.error("{} could not be moved to a new selector; it is closed", key.channel(), failure);
            calls.close(key);
        }
    }

    /** What is ready meanwhile is told again by the selector it is moved to. */
    private boolean waits(Selector probed) throws IOException {
        probed.selectNow(); // a key that was cancelled is gone after this
        probed.selectedKeys().clear();
        long start = nanoClock.getAsLong();
        int ready = probed.select(PROBE_MILLIS);
        probed.selectedKeys().clear();
        return ready > 0 || nanoClock.getAsLong() - start > PROBE_MILLIS * 500_000;
    }

    private void report(SelectionKey guilty, Selector fresh) throws IOException {
        SelectableChannel channel = guilty.channel();
        if (waits(fresh)) {
            log.warn(
                    "select() returned {} times with nothing ready, because of {}: made a new selector, which waits",
                    MOST_EARLY_RETURNS,
                    channel);
        } else {
            log.error(
                    "select() returned {} times with nothing ready, because of {}: a new selector does so too, the channel is closed",
                    MOST_EARLY_RETURNS,
                    channel);
            calls.close(guilty);
        }
    }

    void wakeup() {
        selector.wakeup();
    }

    Set<SelectionKey> keys() {
        return selector.keys();
    }

    SelectionKey register(SelectableChannel channel, int ops, ReadyHandler handler) throws IOException {
        SelectionKey present = channel.keyFor(selector);
        if (present != null && present.attachment() != null) {
            throw new IllegalStateException(channel + " is registered already: one channel has one handler");
        }
        return channel.register(selector, ops, handler);
    }

    SelectorProvider provider() {
        return selector.provider();
    }

    boolean isOpen() {
        return selector.isOpen();
    }

    void close() throws IOException {
        selector.close();
    }
}
