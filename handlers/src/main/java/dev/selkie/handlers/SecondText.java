package dev.selkie.handlers;

import java.time.Instant;
import java.time.format.DateTimeFormatter;

/**
 * The time as text, in which a second is the smallest unit; formatted once a second, however often it is asked for. Where a
 * crowd has it formatted for each of thousands a second, the compiler takes megabytes to optimize that.
 */
public final class SecondText {
    private record Second(long number, String text) {}

    private final DateTimeFormatter format;
    private volatile Second last = new Second(Long.MIN_VALUE, "");

    /**
     * Formats nothing yet.
     *
     * @param format with a time zone
     */
    public SecondText(DateTimeFormatter format) {
        this.format = format;
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
            second = new Second(number, format.format(Instant.ofEpochSecond(number)));
            last = second;
        }
        return second.text;
    }
}
