package dev.selkie.bench.report;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Every measurement, for programs. */
final class Json {
    private static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9, 99.99, 100.0);

    private Json() {}

    static String of(Report report) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", report.command());
        json.put("facts", report.facts());
        json.put("tables", report.tables().stream().map(Json::of).toList());
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(json) + "\n";
    }

    private static Map<String, Object> of(Table table) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("benchmark", table.benchmark());
        json.put("title", table.title());
        json.put("unit", table.unit());
        json.put("parameters", table.parameters());
        json.put("peers", table.series().stream().map(Json::of).toList());
        json.put("notes", table.notes());
        return json;
    }

    private static Map<String, Object> of(Series series) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("peer", series.peer());
        json.put("rounds", series.rounds());
        json.put("medians", series.more());
        Histogram latency = series.latencyNanos();
        if (latency.getTotalCount() > 0) {
            Map<String, Double> micros = new LinkedHashMap<>();
            PERCENTILES.forEach(
                    percentile -> micros.put("p" + percentile, latency.getValueAtPercentile(percentile) / 1e3));
            json.put("latencyMicros", micros);
        }
        return json;
    }
}
