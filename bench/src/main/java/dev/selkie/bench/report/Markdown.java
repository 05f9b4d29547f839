package dev.selkie.bench.report;

import dev.selkie.bench.peer.Peers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page {@code RESULTS.md}. */
final class Markdown {
    private static final String IN_SHORT = """
            ## In short

            What Selkie costs, and that over what the same cost the others: less than 1 is less than theirs.

            """;

    private static final String METHOD = """
            ## How it is measured

            Each server runs in a process of its own, as does the load, which checks every byte. They take turns, for several
            rounds. A figure is the median of the rounds, in brackets the least and the greatest. Ratios (×) are taken within a
            round, since what disturbs the machine for a while disturbs both, and then their median. Processor time is what the
            kernel counts for the server's process while it answers. Less is better everywhere. `c` makes only the system
            calls it needs, with a file in pieces of the size that is told. `selkie` is a server of a few lines, `selkie.jar` the bundled program.
            A number is a fact about this machine at that moment; ratios can be compared.

            """;

    private final StringBuilder page = new StringBuilder();

    private Markdown() {}

    /**
     * The page.
     *
     * @param pictures from it, the directory of the charts
     */
    static String of(Report report, List<Chart> charts, String pictures) {
        var markdown = new Markdown();
        markdown.write(report, charts, pictures);
        return markdown.page.toString().strip() + "\n";
    }

    private void write(Report report, List<Chart> charts, String pictures) {
        page.append("# Results\n\nSelkie beside its peers. Written by `")
                .append(report.command())
                .append("`.\n\n| | |\n|---|---|\n");
        report.facts().forEach((name, value) -> row(List.of(name, value)));
        page.append('\n');
        List<List<String>> brief = Brief.of(report.tables());
        if (brief.size() > 1) {
            page.append(IN_SHORT);
            table(brief);
        }
        page.append(METHOD);
        Map<String, List<Table>> sections = report.tables().stream()
                .collect(Collectors.groupingBy(Table::benchmark, LinkedHashMap::new, Collectors.toList()));
        sections.forEach((benchmark, tables) -> {
            Section section = Section.of(benchmark);
            page.append("## ").append(section.title()).append("\n\n");
            page.append(section.sentence()).append("\n\n");
            charts.stream()
                    .filter(chart -> chart.benchmark().equals(benchmark))
                    .forEach(chart -> page.append("![")
                            .append(chart.title())
                            .append("](")
                            .append(pictures)
                            .append('/')
                            .append(chart.file())
                            .append(")\n\n"));
            tables.forEach(table -> append(table, section));
        });
    }

    private void append(Table table, Section section) {
        page.append("### ").append(table.title()).append("\n\n");
        if (!table.series().isEmpty()) {
            table(rows(table, section));
        }
        table.notes().forEach(note -> page.append(note).append(".\n\n"));
    }

    private static List<List<String>> rows(Table table, Section section) {
        List<Column> columns = new ArrayList<>(Cells.compared(table));
        Cells.more(table).stream()
                .filter(column -> section.more().contains(column.head()))
                .forEach(columns::add);
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(""));
        columns.forEach(column -> head.add(column.head()));
        rows.add(head);
        for (int i = 0; i < table.series().size(); i++) {
            int peer = i;
            String name = table.series().get(i).peer();
            List<String> row = new ArrayList<>(List.of(name.equals(Peers.SELKIE) ? "**" + name + "**" : name));
            columns.forEach(column -> row.add(column.cell(peer)));
            rows.add(row);
        }
        return rows;
    }

    private void table(List<List<String>> rows) {
        row(rows.get(0));
        page.append("|---").append("|---:".repeat(rows.get(0).size() - 1)).append("|\n");
        rows.stream().skip(1).forEach(this::row);
        page.append('\n');
    }

    private void row(List<String> cells) {
        page.append(
                cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n")));
    }
}
