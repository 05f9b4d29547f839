package dev.selkie.bench.report;

import dev.selkie.bench.peer.Peer;
import dev.selkie.bench.peer.Peers;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** The pictures of a run: one for each parameter that was varied, and one for each table of latencies. */
final class Charts {
    /** Above 99.9 % it is the machine that is seen. */
    private static final List<Double> PERCENTILES = List.of(50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9);

    private static final Map<String, String> AXES = Map.of("chunk", "handed to the system at once");

    private Charts() {}

    static List<Chart> of(List<Table> tables) {
        List<Chart> charts = new ArrayList<>();
        sweep(charts, tables, "echo", "connections", "Echo: what a message costs the server", Charts::plain);
        sweep(charts, tables, "files", "chunk", "Files: what a GiB costs the server", Charts::chunk);
        List<Table> latencies = tables.stream()
                .filter(table -> table.benchmark().equals("latency"))
                .toList();
        for (int i = 0; i < latencies.size(); i++) {
            charts.add(latencies(latencies.get(i), i));
        }
        return charts;
    }

    /** Draws the group of tables that differ only in one parameter, and of several groups the largest. */
    private static void sweep(
            List<Chart> charts,
            List<Table> tables,
            String benchmark,
            String parameter,
            String title,
            LongFunction<String> label) {
        List<Table> candidates = tables.stream()
                .filter(table -> table.benchmark().equals(benchmark)
                        && table.parameters().containsKey(parameter))
                .toList();
        List<Table> group = candidates.stream()
                .map(first -> candidates.stream()
                        .filter(table -> table.differsOnlyIn(parameter, first))
                        .sorted(Comparator.comparingLong(table -> table.parameter(parameter)))
                        .toList())
                .max(Comparator.comparingInt(List::size))
                .orElse(List.of());
        if (group.size() > 1) {
            List<String> labels = group.stream()
                    .map(table -> label.apply(table.parameter(parameter)))
                    .toList();
            Map<String, Long> others = new LinkedHashMap<>(group.get(0).parameters());
            others.remove(parameter);
            var chart = new Chart(
                    benchmark,
                    title + " (" + describe(others) + ")",
                    benchmark,
                    AXES.getOrDefault(parameter, parameter),
                    labels,
                    group.get(0).unit(),
                    Charts::plain);
            lines(chart, group);
            charts.add(chart);
        }
    }

    /** A peer that was measured for one value only does not depend on it: its line is level. */
    private static void lines(Chart chart, List<Table> group) {
        for (String peer : peers(group)) {
            List<Double> values = group.stream()
                    .map(table -> table.of(peer)
                            .map(series -> series.value().median())
                            .orElse(Double.NaN))
                    .toList();
            List<Double> known = values.stream().filter(value -> !value.isNaN()).toList();
            if (known.size() == 1) {
                chart.level(peer, known.get(0));
            } else {
                chart.line(peer, values);
            }
        }
    }

    private static List<String> peers(List<Table> group) {
        return Peers.all().stream()
                .map(Peer::name)
                .filter(peer -> group.stream().anyMatch(table -> table.of(peer).isPresent()))
                .toList();
    }

    private static Chart latencies(Table table, int number) {
        Map<String, List<Double>> lines = new LinkedHashMap<>();
        for (Series series : table.series()) {
            lines.put(
                    series.peer(),
                    PERCENTILES.stream()
                            .map(percentile -> series.latencyNanos().getValueAtPercentile(percentile) / 1e3)
                            .toList());
        }
        var chart = new Chart(
                table.benchmark(),
                "Latency: " + table.title(),
                "latency" + (number == 0 ? "" : "-" + (number + 1)),
                "percentile",
                PERCENTILES.stream().map(Charts::percentile).toList(),
                "from when it should have been sent",
                micros -> micros >= 1000 ? plain(micros / 1000) + " ms" : plain(micros) + " µs");
        lines.forEach(chart::line);
        return chart;
    }

    /** Without digits that say nothing. */
    private static String plain(double value) {
        return new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
    }

    private static String percentile(double percentile) {
        return percentile == Math.rint(percentile) ? String.valueOf((long) percentile) : String.valueOf(percentile);
    }

    private static String describe(Map<String, Long> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> switch (parameter.getKey()) {
                    case "bytes" -> Sizes.of(parameter.getValue());
                    case "pipeline" -> parameter.getValue() + " at a time";
                    case "connections" ->
                        parameter.getValue() + (parameter.getValue() == 1 ? " connection" : " connections");
                    default -> parameter.getValue() + " " + parameter.getKey();
                })
                .collect(Collectors.joining(", "));
    }

    /** The greatest stands for all at once. */
    private static String chunk(long bytes) {
        return bytes == Long.MAX_VALUE ? "all" : Sizes.of(bytes);
    }
}
