package dev.selkie.loop;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Opens a selector that tells how long it was asked to wait and how often it was woken. It takes no channels: a channel
 * of the JDK can be registered with a selector of the JDK only.
 */
final class WatchedProvider extends SelectorProvider {
    static final long NOW = 0;
    static final long FOR_EVER = -1;

    /** The waits asked for, in milliseconds, of the thread that runs the loop. */
    final List<Long> waits = new ArrayList<>();

    final AtomicLong wakeups = new AtomicLong();

    private final SelectorProvider jdk = SelectorProvider.provider();
    private final Consumer<Duration> sleep;
    private final boolean real;

    private WatchedProvider(Consumer<Duration> sleep, boolean real) {
        this.sleep = sleep;
        this.real = real;
    }

    /** Waits as the JDK does. */
    static WatchedProvider real() {
        return real(time -> {});
    }

    /** As above, and does something on the loop's thread at the last moment before each wait that has an end. */
    static WatchedProvider real(Consumer<Duration> lastMoment) {
        return new WatchedProvider(lastMoment, true);
    }

    /** Never waits, and puts the clock forward instead. */
    static WatchedProvider advancing(ManualClock clock) {
        return new WatchedProvider(clock::advance, false);
    }

    @Override
    public AbstractSelector openSelector() throws IOException {
        return new WatchedSelector(this, jdk.openSelector());
    }

    @Override
    public DatagramChannel openDatagramChannel() throws IOException {
        return jdk.openDatagramChannel();
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
        return jdk.openDatagramChannel(family);
    }

    @Override
    public Pipe openPipe() throws IOException {
        return jdk.openPipe();
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() throws IOException {
        return jdk.openServerSocketChannel();
    }

    @Override
    public SocketChannel openSocketChannel() throws IOException {
        return jdk.openSocketChannel();
    }

    private static final class WatchedSelector extends AbstractSelector {
        private final WatchedProvider watcher;
        private final Selector jdk;

        WatchedSelector(WatchedProvider watcher, Selector jdk) {
            super(watcher);
            this.watcher = watcher;
            this.jdk = jdk;
        }

        @Override
        public int select(Consumer<SelectionKey> action, long timeoutMillis) throws IOException {
            watcher.waits.add(timeoutMillis);
            watcher.sleep.accept(Duration.ofMillis(timeoutMillis));
            return watcher.real ? jdk.select(action, timeoutMillis) : jdk.selectNow(action);
        }

        @Override
        public int select(Consumer<SelectionKey> action) throws IOException {
            watcher.waits.add(FOR_EVER);
            return watcher.real ? jdk.select(action) : jdk.selectNow(action);
        }

        @Override
        public int selectNow(Consumer<SelectionKey> action) throws IOException {
            watcher.waits.add(NOW);
            return jdk.selectNow(action);
        }

        @Override
        public Selector wakeup() {
            watcher.wakeups.incrementAndGet();
            jdk.wakeup();
            return this;
        }

        @Override
        protected void implCloseSelector() throws IOException {
            jdk.close();
        }

        @Override
        public Set<SelectionKey> keys() {
            return jdk.keys();
        }

        @Override
        public Set<SelectionKey> selectedKeys() {
            return jdk.selectedKeys();
        }

        @Override
        protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int selectNow() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int select(long timeoutMillis) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int select() {
            throw new UnsupportedOperationException();
        }
    }
}
