package dev.selkie.loop;

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

    @Override
    public long getAsLong() {
        return nanos;
    }
}
