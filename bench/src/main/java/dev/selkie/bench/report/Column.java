package dev.selkie.bench.report;

import java.util.List;

/**
 * A column of a table, with a text for each of its peers.
 *
 * @param head what the values are
 * @param values empty where there is none
 * @param ranges from the least to the greatest of all rounds; none where it is not told for any
 */
record Column(String head, List<String> values, List<String> ranges) {
    boolean hasRanges() {
        return !ranges.isEmpty();
    }

    /** The value, and behind it the range. */
    String cell(int row) {
        boolean ranged = hasRanges() && !ranges.get(row).isEmpty();
        return ranged ? values.get(row) + " (" + ranges.get(row) + ")" : values.get(row);
    }
}
