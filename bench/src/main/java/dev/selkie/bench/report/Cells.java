package dev.selkie.bench.report;

import dev.selkie.bench.peer.Peers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A table's texts: the head, then a row for each peer. */
final class Cells {
    private Cells() {}

    static List<List<String>> of(Table table) {
        Set<String> more = new LinkedHashSet<>();
        table.series().forEach(series -> more.addAll(series.more().keySet()));
        List<String> base = List.of(Peers.FLOOR, Peers.NETTY);
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("", table.unit(), "min–max"));
        for (String peer : base) {
            if (table.of(peer).isPresent()) {
                head.addAll(List.of("× " + peer, "min–max"));
            }
        }
        head.addAll(more);
        rows.add(head);
        for (Series series : table.series()) {
            List<String> row = new ArrayList<>();
            row.add(series.peer());
            row.add(number(series.value().median()));
            row.add(range(series.value()));
            for (String peer : base) {
                table.of(peer).ifPresent(other -> {
                    Statistics ratio = series.over(other);
                    row.add(other == series ? "1" : ratio(ratio.median()));
                    row.add(other == series ? "" : ratio(ratio.min()) + "–" + ratio(ratio.max()));
                });
            }
            var medians = series.more();
            for (String name : more) {
                row.add(medians.containsKey(name) ? number(medians.get(name)) : "");
            }
            rows.add(row);
        }
        return rows;
    }

    /** Two digits; nothing where the other was 0. */
    private static String ratio(double value) {
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
