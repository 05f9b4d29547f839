package dev.selkie.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTest {
    @Test
    void shouldTakeTheMiddleOne() {
        assertThat(Statistics.of(List.of(9.0, 1.0, 2.0))).isEqualTo(new Statistics(2, 1, 9));
        assertThat(Statistics.of(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(new Statistics(3, 1, 9));
        assertThat(Statistics.of(List.of(5.0))).isEqualTo(new Statistics(5, 5, 5));
    }

    /** The second round was disturbed, for both: medians of their own would be 4 and 3. */
    @Test
    void shouldCompareWithinARound() {
        var ours = series("ours", 2, 40, 4);
        var theirs = series("theirs", 1, 20, 3);

        assertThat(ours.over(theirs)).isEqualTo(new Statistics(2, 4.0 / 3, 2));
    }

    static Series series(String peer, double... rounds) {
        var series = new Series(peer);
        for (double value : rounds) {
            series.add(new Sample(value));
        }
        return series;
    }
}
