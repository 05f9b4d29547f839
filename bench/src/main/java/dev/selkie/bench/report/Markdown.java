package dev.selkie.bench.report;

import java.util.List;
import java.util.stream.Collectors;

/** The page {@code RESULTS.md}. */
final class Markdown {
    private static final String EXPLANATION = """
            Each server runs in a process of its own, as does the load, which checks every byte. The servers take turns, for
            several rounds; each figure is the median of the rounds, beside the least and the greatest. Ratios are taken
            within a round, and then their median. A server's processor time is what the kernel has counted for its process
            while it answered. What is a fact about this machine at that moment is the absolute number; what can be compared
            is the ratio.

            """;

    private Markdown() {}

    static String of(Report report, List<Chart> charts) {
        var page = new StringBuilder("# Results\n\n");
        page.append("Written by `").append(report.command()).append("`.\n\n| | |\n|---|---|\n");
        report.facts().forEach((name, value) -> row(page, List.of(name, value)));
        page.append('\n').append(EXPLANATION);
        for (Chart chart : charts) {
            page.append("![")
                    .append(chart.title())
                    .append("](")
                    .append(chart.file())
                    .append(")\n\n");
        }
        String benchmark = "";
        for (Table table : report.tables()) {
            if (!table.benchmark().equals(benchmark)) {
                benchmark = table.benchmark();
                page.append("## ").append(benchmark).append("\n\n");
            }
            append(page, table);
        }
        return page.toString().strip() + "\n";
    }

    private static void append(StringBuilder page, Table table) {
        page.append("### ").append(table.title()).append("\n\n");
        List<List<String>> rows = Cells.of(table);
        row(page, rows.get(0));
        page.append("|---").append("|---:".repeat(rows.get(0).size() - 1)).append("|\n");
        rows.stream().skip(1).forEach(row -> row(page, row));
        page.append('\n');
        table.notes().forEach(note -> page.append(note).append("  \n"));
        if (!table.notes().isEmpty()) {
            page.append('\n');
        }
    }

    private static void row(StringBuilder page, List<String> cells) {
        page.append(
                cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n")));
    }
}
