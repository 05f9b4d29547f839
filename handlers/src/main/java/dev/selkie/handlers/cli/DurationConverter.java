package dev.selkie.handlers.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people write them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}, {@code 0}, {@code PT30S}. */
final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,18})(ms|s|m|h)");

    /** What is longer is a slip, and could not be counted in nanoseconds. */
    static final Duration LONGEST = Duration.ofDays(36_500);

    @Override
    public Duration convert(String text) {
        Duration duration = parse(text);
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new TypeConversionException("'" + text + "' is out of range: 0 to 876000h are possible");
        }
        return duration;
    }

    private static Duration parse(String text) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        try {
            if (text.equals("0")) {
                return Duration.ZERO;
            }
            if (matcher.matches()) {
                return Duration.of(Long.parseLong(matcher.group(1)), unit(matcher.group(2)));
            }
            return Duration.parse(text);
        } catch (DateTimeException | ArithmeticException failure) {
            throw new TypeConversionException("'" + text + "' is no duration: write 500ms, 30s, 5m, 1h, PT30S or 0");
        }
    }

    private static ChronoUnit unit(String name) {
        return switch (name) {
            case "ms" -> ChronoUnit.MILLIS;
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            default -> ChronoUnit.HOURS;
        };
    }
}
