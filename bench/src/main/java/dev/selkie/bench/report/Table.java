package dev.selkie.bench.report;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Some peers beside each other in one situation.
 *
 * @param benchmark the command's name
 * @param title the situation
 * @param unit of the values; less is better
 * @param parameters of the situation, for charts and programs
 * @param isDetail whether the short form leaves it out
 * @param series what was measured, a peer each
 * @param notes what is missing, and why
 */
public record Table(
        String benchmark,
        String title,
        String unit,
        Map<String, Long> parameters,
        boolean isDetail,
        List<Series> series,
        List<String> notes) {
    Optional<Series> of(String peer) {
        return series.stream().filter(each -> each.peer().equals(peer)).findFirst();
    }

    /** The value of one that it has. */
    long parameter(String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }

    /** Whether it is the same as another but for one parameter. */
    boolean differsOnlyIn(String parameter, Table other) {
        return benchmark.equals(other.benchmark)
                && unit.equals(other.unit)
                && parameters.keySet().equals(other.parameters.keySet())
                && parameters.keySet().stream()
                        .allMatch(name -> name.equals(parameter)
                                || Objects.equals(parameters.get(name), other.parameters.get(name)));
    }
}
