package dev.selkie.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All that one run has measured.
 *
 * @param command as it was typed
 * @param facts of the machine, by name
 * @param tables in the order of the run
 */
public record Report(String command, Map<String, String> facts, List<Table> tables) {
    /** The page. */
    public static final String PAGE = "RESULTS.md";

    /** Where the page finds its charts. */
    public static final String DETAILS = "results";

    /** Writes {@code RESULTS.md} into a directory, and the charts and {@code results.json} into {@code results} there. */
    public void write(Path directory) throws IOException {
        Path details = Files.createDirectories(directory.resolve(DETAILS));
        Files.writeString(details.resolve("results.json"), Json.of(this));
        List<Chart> charts = Charts.of(tables);
        for (Chart chart : charts) {
            chart.write(details);
        }
        Files.writeString(directory.resolve(PAGE), Markdown.of(this, charts, DETAILS));
    }
}
