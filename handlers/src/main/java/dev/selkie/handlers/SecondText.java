package dev.selkie.handlers;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.function.LongFunction;

/**
 * The time as text, in which a second is the smallest unit; formatted once a second, however often it is asked for. To
 * format is slow, and where a crowd makes it frequent, the compiler takes tens of megabytes for a while to optimize it.
 */
public final class SecondText {
    private record Second(long number, String text) {}

    private final LongFunction<String> format;
    private volatile Second last = new Second(Long.MIN_VALUE, "");

    /**
     * For what is no {@code DateTimeFormatter}.
     *
     * @param format makes the text of a time in milliseconds since 1970, the first of its second
     */
    public SecondText(LongFunction<String> format) {
        this.format = format;
    }

    /**
     * For a format that has a time zone.
     *
     * @param format of a second
     */
    public SecondText(DateTimeFormatter format) {
        this(epochMillis -> format.format(Instant.ofEpochMilli(epochMillis)));
    }

    /**
     * The text of the second in which a time is. From any thread.
     *
     * @param epochMillis the time, in milliseconds since 1970
     * @return as the format says
     */
    public String of(long epochMillis) {
        long number = Math.floorDiv(epochMillis, 1000L);
        Second second = last;
        if (second.number != number) {
            second = new Second(number, format.apply(number * 1000));
            last = second;
        }
        return second.text;
    }
}
