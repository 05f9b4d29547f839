package dev.selkie.bench.report;

import dev.selkie.bench.peer.Peers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A table's texts. */
final class Cells {
    private Cells() {}

    /** What is compared, and it over that of the floor, or of nginx where there is no floor, and of Netty. */
    static List<Column> compared(Table table) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column(
                table.unit(),
                table.series().stream()
                        .map(series -> number(series.value().median()))
                        .toList(),
                table.series().stream().map(series -> range(series.value())).toList()));
        floor(table).ifPresent(floor -> columns.add(ratios(table, floor)));
        table.of(Peers.NETTY).ifPresent(netty -> columns.add(ratios(table, netty)));
        return columns;
    }

    static Optional<Series> floor(Table table) {
        return table.of(Peers.FLOOR).or(() -> table.of(Peers.NGINX));
    }

    private static Column ratios(Table table, Series other) {
        List<String> medians = new ArrayList<>();
        List<String> ranges = new ArrayList<>();
        for (Series series : table.series()) {
            Statistics ratio = series.over(other);
            medians.add(series == other ? "1" : ratio(ratio.median()));
            ranges.add(series == other ? "" : ratio(ratio.min()) + "–" + ratio(ratio.max()));
        }
        return new Column("× " + other.peer(), medians, ranges);
    }

    /** The other figures that any of the peers has. */
    static List<Column> more(Table table) {
        Set<String> names = new LinkedHashSet<>();
        table.series().forEach(series -> names.addAll(series.more().keySet()));
        return names.stream()
                .map(name -> new Column(
                        name,
                        table.series().stream()
                                .map(series -> Optional.ofNullable(series.more().get(name))
                                        .map(Cells::number)
                                        .orElse(""))
                                .toList(),
                        List.of()))
                .toList();
    }

    /** Two digits; nothing where the other was 0. */
    static String ratio(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "";
    }

    private static String range(Statistics statistics) {
        return number(statistics.min()) + "–" + number(statistics.max());
    }

    /** Three digits, or all those before the point. */
    static String number(double value) {
        double size = Math.abs(value);
        if (size >= 100 || value == 0) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
    }
}
