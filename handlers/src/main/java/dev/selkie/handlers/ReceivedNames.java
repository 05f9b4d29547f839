package dev.selkie.handlers;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Names for files that came without one: {@code received-20261121-153001-0001}, when it began and which it was. */
public final class ReceivedNames implements Supplier<String> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private final Supplier<LocalDateTime> clock;
    private final AtomicInteger last = new AtomicInteger();

    /**
     * Counts from 1.
     *
     * @param clock the time, where whoever looks at the files is
     */
    public ReceivedNames(Supplier<LocalDateTime> clock) {
        this.clock = clock;
    }

    /** The next. From any thread. */
    @Override
    public String get() {
        return String.format(Locale.ROOT, "received-%s-%04d", TIME.format(clock.get()), last.incrementAndGet());
    }
}
