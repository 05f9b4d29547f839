package dev.selkie.bench.report;

import java.util.List;
import java.util.stream.IntStream;

/** A table for a terminal. */
public final class TextTable {
    private TextTable() {}

    /** Its title, its rows in columns, its notes. */
    public static String of(Table table) {
        List<List<String>> rows = Cells.of(table);
        int[] widths = IntStream.range(0, rows.get(0).size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        var text = new StringBuilder(table.benchmark() + ": " + table.title() + "\n");
        for (List<String> row : rows) {
            var line = new StringBuilder("  " + pad(row.get(0), -widths[0]));
            for (int i = 1; i < widths.length; i++) {
                line.append("  ").append(pad(row.get(i), widths[i]));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        table.notes().forEach(note -> text.append("  ").append(note).append('\n'));
        return text.toString();
    }

    /** To the right, or with a negative width to the left. */
    private static String pad(String text, int width) {
        String spaces = " ".repeat(Math.abs(width) - text.length());
        return width < 0 ? text + spaces : spaces + text;
    }
}
