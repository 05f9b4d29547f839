package dev.selkie.bench.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * In what the peers are compared.
 *
 * @param benchmark the command's name
 * @param title the situation, in words
 * @param unit of the values
 * @param parameters the situation, in numbers
 */
record Situation(String benchmark, String title, String unit, Map<String, Long> parameters) {
    static Situation of(String benchmark, String title, String unit) {
        return new Situation(benchmark, title, unit, Map.of());
    }

    /** The same, with one number more, behind the others. */
    Situation with(String parameter, long value) {
        Map<String, Long> more = new LinkedHashMap<>(parameters);
        more.put(parameter, value);
        return new Situation(benchmark, title, unit, more);
    }

    /** The same measurements, of which another figure is told. */
    Situation telling(String otherUnit, String otherTitle) {
        return new Situation(benchmark, otherTitle, otherUnit, parameters);
    }

    /** A count and its noun. */
    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** As sizes are said. */
    static String size(long bytes) {
        for (String unit : List.of("B", "KiB", "MiB")) {
            if (bytes < 1024 || bytes % 1024 != 0) {
                return bytes + " " + unit;
            }
            bytes /= 1024;
        }
        return bytes + " GiB";
    }
}
