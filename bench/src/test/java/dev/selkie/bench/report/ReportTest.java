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
        List<Table> tables = List.of(echo(64, 2, 3), echo(1000, 4, 6), latency());

        new Report("selkie-bench all", Map.of("processor", "one | two"), tables).write(directory);

        Path details = directory.resolve("results");
        Map<String, Object> json =
                JSON.std.mapFrom(details.resolve("results.json").toFile());
        assertThat(json.get("tables"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(3);
        assertThat(directory.resolve("RESULTS.md"))
                .content()
                .contains("`selkie-bench all`", "one \\| two", "(results/echo.png)", "(results/latency.png)")
                .contains("""
                        ### 1000 connections

                        |  | µs | × c | × netty-nio |
                        |---|---:|---:|---:|
                        | c | 4.00 (4.00–4.00) | 1 | 0.50 (0.50–0.50) |
                        | **selkie** | 6.00 (6.00–6.00) | 1.50 (1.50–1.50) | 0.75 (0.75–0.75) |
                        | netty-nio | 8.00 (8.00–8.00) | 2.00 (2.00–2.00) | 1 |

                        nginx is not in it: no nginx.
                        """)
                .contains("| p99 µs |")
                .doesNotContain("per s");
        for (String picture : List.of("echo.png", "latency.png")) {
            assertThat(ImageIO.read(details.resolve(picture).toFile()).getWidth())
                    .isGreaterThan(900);
        }
    }

    @Test
    void shouldSayInShortWhatSelkieCosts() {
        Table detail = new Table(
                "echo", "7 connections", "µs", Map.of(), true, echo(1, 1, 1).series(), List.of());
        Table http = new Table(
                "http",
                "hello",
                "µs",
                Map.of(),
                false,
                List.of(SeriesTest.series("nginx", 5, 5), SeriesTest.series("selkie.jar", 10, 20)),
                List.of());

        assertThat(Brief.of(List.of(echo(64, 2, 3), detail, http)))
                .containsExactly(
                        List.of("", "Selkie", "× C", "× Netty NIO", "× Netty epoll"),
                        List.of("Echo: 64 connections", "3.00 µs", "1.50", "0.75", ""),
                        List.of("HTTP: hello", "15.0 µs", "3.00 (nginx)", "", ""));
    }

    @Test
    void shouldDrawWhoCostsFarMore(@TempDir Path directory) throws IOException {
        var chart = new Chart("echo", "Echo", "echo", "connections", List.of("1", "2"), "µs", String::valueOf);
        chart.line("selkie", List.of(5.0, 6.0));
        chart.line("python-threads", List.of(7.0, 600.0));
        chart.line("mina", List.of(Double.NaN, 8.0));
        chart.level("jetty", 9);

        chart.write(directory);

        assertThat(directory.resolve("echo.png")).isNotEmptyFile();
    }

    private static Table echo(long connections, double floor, double ours) {
        return new Table(
                "echo",
                connections + " connections",
                "µs",
                Map.of("connections", connections, "bytes", 16L),
                false,
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
        series.add(new Sample(50, Map.of("p99 µs", 90.0, "per s", 20_000.0), histogram));
        return new Table(
                "latency", "20000 a second", "p50 µs", Map.of("rate", 20_000L), false, List.of(series), List.of());
    }
}
