package dev.selkie.bench.command;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * In what the peers are compared.
 *
 * @param benchmark the command's name
 * @param title the situation, in words
 * @param unit of the values
 * @param parameters the situation, in numbers
 * @param isDetail whether the short form of a report leaves it out
 */
record Situation(String benchmark, String title, String unit, Map<String, Long> parameters, boolean isDetail) {
    static Situation of(String benchmark, String title, String unit) {
        return new Situation(benchmark, title, unit, Map.of(), false);
    }

    /** The same, with one number more, behind the others. */
    Situation with(String parameter, long value) {
        Map<String, Long> more = new LinkedHashMap<>(parameters);
        more.put(parameter, value);
        return new Situation(benchmark, title, unit, more, isDetail);
    }

    /** The same, perhaps as one that says much the same as others. */
    Situation detail(boolean detail) {
        return new Situation(benchmark, title, unit, parameters, detail);
    }

    /** A count and its noun. */
    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
