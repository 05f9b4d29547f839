package dev.selkie.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @Test
    void shouldPrintColumnsAndRatios() {
        assertThat(TextTable.of(echo(64, 2, 3))).isEqualTo("""
                echo: 64 connections
                               µs    min–max   × c    min–max  × netty-nio    min–max
                  c          2.00  2.00–2.00     1                    0.50  0.50–0.50
                  selkie     3.00  3.00–3.00  1.50  1.50–1.50         0.75  0.75–0.75
                  netty-nio  4.00  4.00–4.00  2.00  2.00–2.00            1
                  nginx is not in it: no nginx
                """);
    }

    @Test
    void shouldWriteWhatProgramsAndPeopleRead(@TempDir Path directory) throws IOException {
        List<Table> tables = List.of(echo(64, 2, 3), echo(1000, 4, 5), latency());

        new Report("selkie-bench all", Map.of("processor", "one | two"), tables).write(directory);

        Map<String, Object> json =
                JSON.std.mapFrom(directory.resolve("results.json").toFile());
        assertThat(json.get("tables"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(3);
        assertThat(directory.resolve("RESULTS.md"))
                .content()
                .contains("`selkie-bench all`", "one \\| two", "| selkie | 3.00 |", "(echo.png)", "(latency.png)");
        for (String picture : List.of("echo.png", "latency.png")) {
            assertThat(ImageIO.read(directory.resolve(picture).toFile()).getWidth())
                    .isGreaterThan(900);
        }
    }

    private static Table echo(long connections, double floor, double ours) {
        return new Table(
                "echo",
                connections + " connections",
                "µs",
                Map.of("connections", connections, "bytes", 16L),
                List.of(
                        SeriesTest.series("c", floor, floor),
                        SeriesTest.series("selkie", ours, ours),
                        SeriesTest.series("netty-nio", 2 * floor, 2 * floor)),
                List.of("nginx is not in it: no nginx"));
    }

    private static Table latency() {
        var histogram = new Histogram(3);
        histogram.recordValue(50_000);
        histogram.recordValue(90_000);
        var series = new Series("selkie");
        series.add(new Sample(50, Map.of("p99 µs", 90.0), histogram));
        return new Table("latency", "20000 a second", "p50 µs", Map.of("rate", 20_000L), List.of(series), List.of());
    }
}
