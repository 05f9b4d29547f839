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
    /** Writes {@code results.json}, the charts and {@code RESULTS.md} into a directory. */
    public void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("results.json"), Json.of(this));
        List<Chart> charts = Charts.of(tables);
        for (Chart chart : charts) {
            chart.write(directory);
        }
        Files.writeString(directory.resolve("RESULTS.md"), Markdown.of(this, charts));
    }
}
