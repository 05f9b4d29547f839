package dev.selkie.simulation;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A selector whose waiting moves the clock. */
final class SimulatedSelector extends AbstractSelector {
    private static final long FOR_EVER = Long.MAX_VALUE;

    private final World world;
    private final Set<SelectionKey> keys = new LinkedHashSet<>();
    private final Set<SelectionKey> selected = new LinkedHashSet<>();
    private final boolean first;
    private boolean wokenUp;

    SimulatedSelector(SelectorProvider provider, World world) {
        super(provider);
        this.world = world;
        this.first = world.openSelector();
    }

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
        world.called("register");
        var key = new SimulatedKey(this, channel);
        key.interestOps(ops);
        key.attach(attachment);
        keys.add(key);
        return key;
    }

    @Override
    public Set<SelectionKey> keys() {
        checkOpen();
        return Collections.unmodifiableSet(new LinkedHashSet<>(keys));
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        checkOpen();
        return selected;
    }

    @Override
    public int selectNow() throws IOException {
        return fill(0);
    }

    @Override
    public int select(long timeoutMillis) throws IOException {
        return fill(nanos(timeoutMillis));
    }

    @Override
    public int select() throws IOException {
        return fill(FOR_EVER);
    }

    private static long nanos(long timeoutMillis) {
        return timeoutMillis == 0 ? FOR_EVER : Math.multiplyExact(timeoutMillis, 1_000_000L);
    }

    private int fill(long timeoutNanos) throws IOException {
        List<SelectionKey> ready = await(timeoutNanos);
        selected.addAll(ready);
        return ready.size();
    }

    // The defaults of these go through a set whose order is not the same in every process.

    @Override
    public int selectNow(Consumer<SelectionKey> action) throws IOException {
        return perform(action, 0);
    }

    @Override
    public int select(Consumer<SelectionKey> action, long timeoutMillis) throws IOException {
        return perform(action, nanos(timeoutMillis));
    }

    @Override
    public int select(Consumer<SelectionKey> action) throws IOException {
        return perform(action, FOR_EVER);
    }

    private int perform(Consumer<SelectionKey> action, long timeoutNanos) throws IOException {
        List<SelectionKey> ready = await(timeoutNanos);
        for (SelectionKey key : ready) {
            action.accept(key);
            checkOpen();
        }
        return ready.size();
    }

    private List<SelectionKey> await(long timeoutNanos) throws IOException {
        checkOpen();
        world.called("select");
        deregisterCancelled();
        long now = world.events().nowNanos();
        long limit = timeoutNanos > FOR_EVER - now ? FOR_EVER : now + timeoutNanos;
        boolean disturbed = timeoutNanos > 0 && keys.stream().anyMatch(key -> world.isDisturbing(key, first));
        boolean early = disturbed || (timeoutNanos > 0 && world.wakesEarly());
        if (disturbed) {
            world.events().moveTo(now + 1); // no call takes no time at all
        }
        while (world.events().happenBefore(now)) {
            // what is due has happened before anybody looks
        }
        List<SelectionKey> ready = ready();
        world.takeStopped(); // before this select: that is nothing to it
        while (ready.isEmpty() && !wokenUp && !early && world.events().nowNanos() < limit) {
            if (!world.events().happenBefore(limit)) {
                if (limit == FOR_EVER) {
                    throw new IllegalStateException("stalled: nothing will ever happen\n" + dump());
                }
                world.events().moveTo(limit);
            }
            boolean interrupted = world.takeStopped() && world.events().nowNanos() >= limit;
            ready = interrupted ? new ArrayList<>() : ready();
        }
        wokenUp = false;
        deregisterCancelled();
        Collections.shuffle(ready, world.random());
        return ready;
    }

    private List<SelectionKey> ready() {
        List<SelectionKey> ready = new ArrayList<>();
        for (SelectionKey key : keys) {
            if (key.isValid() && ((SimulatedKey) key).look()) {
                ready.add(key);
            }
        }
        return ready;
    }

    private String dump() {
        return keys.stream().map(key -> "  " + key).collect(Collectors.joining("\n"));
    }

    private void deregisterCancelled() {
        Set<SelectionKey> cancelled = cancelledKeys();
        synchronized (cancelled) {
            cancelled.forEach(this::remove);
            cancelled.clear();
        }
    }

    private void remove(SelectionKey key) {
        keys.remove(key);
        selected.remove(key);
        deregister((SimulatedKey) key);
        if (!key.channel().isOpen()) {
            ((SimulatedChannel) key.channel()).kill();
        }
    }

    @Override
    public Selector wakeup() {
        wokenUp = true;
        return this;
    }

    @Override
    protected void implCloseSelector() {
        for (SelectionKey key : List.copyOf(keys)) {
            key.cancel();
        }
        deregisterCancelled();
    }

    private void checkOpen() {
        if (!isOpen()) {
            throw new ClosedSelectorException();
        }
    }
}
