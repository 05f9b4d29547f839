package dev.selkie.bench.report;

import dev.selkie.bench.peer.Peers;
import java.util.ArrayList;
import java.util.List;

/** The short form of a run: what Selkie costs, and that over what others cost, with one row for each situation. */
final class Brief {
    private Brief() {}

    /** The head, then the rows; those that Selkie is not in, or that are details, have none. */
    static List<List<String>> of(List<Table> tables) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "Selkie", "× C", "× Netty NIO", "× Netty epoll"));
        for (Table table : tables) {
            if (!table.isDetail()) {
                table.of(Peers.SELKIE)
                        .or(() -> table.of(Peers.SELKIE_JAR))
                        .ifPresent(ours -> rows.add(row(table, ours)));
            }
        }
        return rows;
    }

    private static List<String> row(Table table, Series ours) {
        List<String> row = new ArrayList<>();
        row.add(Section.of(table.benchmark()).title() + ": " + table.title());
        row.add(Cells.number(ours.value().median()) + " " + table.unit());
        row.add(Cells.floor(table)
                .map(floor -> ratio(ours, floor) + (floor.peer().equals(Peers.FLOOR) ? "" : " (" + floor.peer() + ")"))
                .orElse(""));
        row.add(table.of(Peers.NETTY).map(netty -> ratio(ours, netty)).orElse(""));
        row.add(table.of(Peers.NETTY_EPOLL).map(netty -> ratio(ours, netty)).orElse(""));
        return row;
    }

    private static String ratio(Series ours, Series other) {
        return Cells.ratio(ours.over(other).median());
    }
}
