package dev.selkie.bench.report;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * One measurement.
 *
 * @param value what is compared
 * @param more other figures worth telling, by name and unit, in the order of the table's columns
 * @param latencyNanos empty where it was not measured
 */
public record Sample(double value, Map<String, Double> more, Histogram latencyNanos) {
    /** A value and no more. */
    public Sample(double value) {
        this(value, Map.of(), new Histogram(3));
    }
}
