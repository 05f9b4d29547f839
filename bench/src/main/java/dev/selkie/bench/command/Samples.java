package dev.selkie.bench.command;

import dev.selkie.bench.load.LoadResult;
import dev.selkie.bench.report.Sample;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What is told of a load's result. */
final class Samples {
    static final Histogram NO_LATENCY = new Histogram(3);

    private Samples() {}

    /** Processor time of the server for each exchange; beside it that of the load, the rate and the latency. */
    static Sample cpuMicros(LoadResult result) {
        Map<String, Double> more = new LinkedHashMap<>();
        more.put("load µs", result.loadCpuNanos() / 1e3 / result.exchanges());
        more.put("per s", result.exchanges() * 1e9 / result.nanos());
        more.put("p50 µs", percentileMicros(result, 50));
        more.put("p99 µs", percentileMicros(result, 99));
        if (result.lost() > 0) {
            more.put("lost", (double) result.lost());
        }
        return new Sample(result.serverCpuNanos() / 1e3 / result.exchanges(), more, result.latencyNanos());
    }

    static double percentileMicros(LoadResult result, double percentile) {
        return result.latencyNanos().getValueAtPercentile(percentile) / 1e3;
    }
}
