package dev.selkie.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A table for a terminal. */
public final class TextTable {
    private TextTable() {}

    /** Its title, its rows in columns, its notes. */
    public static String of(Table table) {
        List<Column> columns = new ArrayList<>(Cells.compared(table));
        columns.addAll(Cells.more(table));
        int rows = table.series().size();
        List<StringBuilder> lines = new ArrayList<>();
        for (int i = 0; i <= rows; i++) {
            lines.add(new StringBuilder());
        }
        append(lines, "", table.series().stream().map(Series::peer).toList(), true);
        for (Column column : columns) {
            append(lines, column.head(), column.values(), false);
            if (column.hasRanges()) {
                append(lines, "min–max", column.ranges(), false);
            }
        }
        var text = new StringBuilder(table.benchmark() + ": " + table.title() + "\n");
        lines.forEach(line -> text.append(line.toString().stripTrailing()).append('\n'));
        table.notes().forEach(note -> text.append("  ").append(note).append('\n'));
        return text.toString();
    }

    /** Makes all lines equally long. */
    private static void append(List<StringBuilder> lines, String head, List<String> values, boolean left) {
        List<String> texts = new ArrayList<>(List.of(head));
        texts.addAll(values);
        int width = texts.stream().mapToInt(String::length).max().orElseThrow();
        for (int i = 0; i < texts.size(); i++) {
            String spaces = " ".repeat(width - texts.get(i).length());
            lines.get(i).append("  ").append(left ? texts.get(i) + spaces : spaces + texts.get(i));
        }
    }
}
