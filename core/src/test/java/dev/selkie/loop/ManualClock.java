package dev.selkie.loop;

import java.io.IOException;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A clock that stands still until it is told to go on. */
public final class ManualClock implements LongSupplier {
    private long nanos;

    public ManualClock() {
        this(0);
    }

    public ManualClock(long nanos) {
        this.nanos = nanos;
    }

    public void advance(Duration time) {
        nanos += time.toNanos();
    }

    /** A loop on the JDK's network that takes no time: each turn calls all that is ready, however busy the machine is. */
    static EventLoop stillLoop() throws IOException {
        return new EventLoop(SelectorProvider.provider(), new ManualClock(), Runnable::run);
    }

    @Override
    public long getAsLong() {
        return nanos;
    }
}
