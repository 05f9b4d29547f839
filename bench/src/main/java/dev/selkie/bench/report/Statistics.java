package dev.selkie.bench.report;

import java.util.List;

/**
 * Several measurements of one thing.
 *
 * @param median the middle one; of an even number, the mean of the two in the middle
 */
record Statistics(double median, double min, double max) {
    /**
     * Sums up.
     *
     * @param values at least one
     */
    static Statistics of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int size = sorted.size();
        double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
        return new Statistics(median, sorted.get(0), sorted.get(size - 1));
    }
}
