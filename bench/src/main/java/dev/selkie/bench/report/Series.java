package dev.selkie.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What was measured of one peer, in one table. */
public final class Series {
    private final String peer;
    private final List<Double> rounds = new ArrayList<>();
    private final Map<String, List<Double>> more = new LinkedHashMap<>();
    private final Histogram latencyNanos = new Histogram(3);

    public Series(String peer) {
        this.peer = peer;
    }

    /** Adds one round. */
    public void add(Sample sample) {
        rounds.add(sample.value());
        sample.more()
                .forEach((name, value) ->
                        more.computeIfAbsent(name, unused -> new ArrayList<>()).add(value));
        latencyNanos.add(sample.latencyNanos());
    }

    String peer() {
        return peer;
    }

    List<Double> rounds() {
        return rounds;
    }

    Statistics value() {
        return Statistics.of(rounds);
    }

    /** The other figures' medians, by their names. */
    Map<String, Double> more() {
        Map<String, Double> medians = new LinkedHashMap<>();
        more.forEach((name, values) -> medians.put(name, Statistics.of(values).median()));
        return medians;
    }

    /** Of all rounds; empty where none was measured. */
    Histogram latencyNanos() {
        return latencyNanos;
    }

    /** Its value over another's, round by round: what disturbs the machine for a while disturbs both. */
    Statistics over(Series other) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(rounds.size(), other.rounds.size()); i++) {
            ratios.add(rounds.get(i) / other.rounds.get(i));
        }
        return Statistics.of(ratios);
    }
}
