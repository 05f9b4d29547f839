package dev.selkie.handlers;

import java.time.Clock;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Names for files that came without one: {@code received-20261121-153001-0001}, when it began and which it was. */
public final class ReceivedNames implements Supplier<String> {
    private static final int LEAST_DIGITS = 4;

    private final Clock clock;
    private final SecondText time;
    private final AtomicInteger last = new AtomicInteger();

    /**
     * Counts from 1.
     *
     * @param clock the time, where whoever looks at the files is
     */
    public ReceivedNames(Clock clock) {
        this.clock = clock;
        this.time = new SecondText(
                DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(clock.getZone()));
    }

    /** The next. From any thread. */
    @Override
    public String get() {
        String number = String.valueOf(last.incrementAndGet());
        String zeros = "0".repeat(Math.max(0, LEAST_DIGITS - number.length()));
        return "received-" + time.of(clock.millis()) + "-" + zeros + number;
    }
}
