package dev.selkie.loop;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The selector of a loop, and the cure for one that does not wait. Kernels and JDKs have had faults by which a select
 * returns at once with nothing, again and again, because of one channel: the loop would spin. When it has happened too
 * often in a row, all channels are moved to a new selector, and the one at fault is found on the way.
 */
final class LoopSelector {
    static final long FOR_EVER = Long.MAX_VALUE;

    /** By one select, on Linux: NUM_EPOLLEVENTS in the JDK's EPollSelectorImpl. A wake-up is one of them, and is not shown. */
    static final int MOST_SHOWN = 1024;

    /** As in Netty, which has seen many kernels. */
    private static final int MOST_EARLY_RETURNS = 512;

    /** A selector that returns from a wait of so long at once does not wait. */
    private static final long PROBE_MILLIS = 2;

    private static final int MOST_PROBES = 5;

    private static final Logger log = LoggerFactory.getLogger(EventLoop.class);

    private final LongSupplier nanoClock;
    private final Calls calls;
    private volatile Selector selector;
    private int earlyReturns;
    private long earlySinceNanos;

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

    /**
     * A select that was to wait has returned: early and with nothing, or as it should.
     *
     * @return whether the selector has been replaced
     */
    boolean returned(boolean early) throws IOException {
        if (!early) {
            earlyReturns = 0;
        } else if (earlyReturns == 0) {
            earlySinceNanos = nanoClock.getAsLong();
        }
        if (early && ++earlyReturns > MOST_EARLY_RETURNS) {
            earlyReturns = 0;
            if (nanoClock.getAsLong() != earlySinceNanos) { // else a clock that is moved by hand, and tells nothing
                replace();
                return true;
            }
        }
        return false;
    }

    private void replace() throws IOException {
        Selector sick = selector;
        Selector fresh = sick.provider().openSelector();
        selector = fresh; // from here on: what is registered meanwhile goes there
        List<SelectionKey> moved = new ArrayList<>();
        SelectionKey guilty = null;
        for (SelectionKey key : List.copyOf(sick.keys())) {
            SelectionKey inItsPlace = move(key);
            if (inItsPlace != null) {
                moved.add(inItsPlace);
                guilty = guilty == null && probe(sick) == Probe.WAITS ? inItsPlace : guilty;
            }
        }
        sick.close();
        for (SelectionKey key : moved) {
            calls.call(() -> ((ReadyHandler) key.attachment()).keyReplaced(key));
        }
        report(guilty);
    }

    private @Nullable SelectionKey move(SelectionKey key) {
        try {
            int ops = key.interestOps();
            var handler = (ReadyHandler) key.attachment();
            key.cancel();
            return key.channel().register(selector, ops, handler);
        } catch (CancelledKeyException closed) {
            return null; // nothing to move
        } catch (IOException | RuntimeException failure) {
            log.error("{} could not be moved to a new selector; it is closed", key.channel(), failure);
            calls.close(key);
            return null;
        }
    }

    private void report(@Nullable SelectionKey guilty) throws IOException {
        if (guilty == null) {
            log.warn("select() returned {} times with nothing ready: made a new selector", MOST_EARLY_RETURNS);
        } else if (waits()) {
            log.warn(
                    "select() returned {} times with nothing ready, because of {}: made a new selector, which waits",
                    MOST_EARLY_RETURNS,
                    guilty.channel());
        } else {
            log.error(
                    "select() returned {} times with nothing ready, because of {}: a new selector does so too, the channel is"
                            + " closed",
                    MOST_EARLY_RETURNS,
                    guilty.channel());
            if (guilty.attachment() instanceof ReadyHandler handler) {
                calls.call(handler::loopClosing); // so that its end is told, as whenever the loop closes a channel by
                // itself
            }
            calls.close(guilty);
        }
    }

    /** Asked more than once, since a wake-up from another thread looks the same. */
    private boolean waits() throws IOException {
        boolean waits = false;
        for (int i = 0; i < MOST_PROBES && !waits; i++) {
            waits = probe(selector) != Probe.RETURNS_EARLY;
        }
        return waits;
    }

    private enum Probe {
        WAITS,
        RETURNS_EARLY,
        /** Something was ready; it is told again by the selector it is moved to. */
        UNKNOWN
    }

    private Probe probe(Selector probed) throws IOException {
        calls.clearInterrupt();
        probed.selectNow(); // a key that was cancelled is gone after this
        probed.selectedKeys().clear();
        long start = nanoClock.getAsLong();
        int ready = probed.select(PROBE_MILLIS);
        probed.selectedKeys().clear();
        if (ready > 0) {
            return Probe.UNKNOWN;
        }
        return nanoClock.getAsLong() - start > PROBE_MILLIS * 500_000 ? Probe.WAITS : Probe.RETURNS_EARLY;
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
