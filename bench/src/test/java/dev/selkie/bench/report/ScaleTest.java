package dev.selkie.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ScaleTest {
    @Test
    void shouldEndWhereALabelIs() {
        assertThat(Scale.around(5.2, 69.3)).isEqualTo(new Scale(5, 100));
        assertThat(Scale.around(36, 1900)).isEqualTo(new Scale(20, 2000));
        assertThat(Scale.around(0.072, 0.272)).isEqualTo(new Scale(0.05, 0.5));
    }

    @Test
    void shouldBeLongEnoughForOneValue() {
        assertThat(Scale.around(2, 2)).isEqualTo(new Scale(2, 5));
        assertThat(Scale.around(1000, 1000)).isEqualTo(new Scale(1000, 2000));
    }

    @Test
    void shouldHaveLabelsThatDoNotTouch() {
        assertThat(labels(new Scale(5, 100), 5, 6, 9, 10, 20, 40, 50, 100)).containsExactly(5, 10, 20, 50, 100);
        assertThat(labels(new Scale(0.001, 10), 0.001, 0.002, 0.01, 0.5, 1, 5, 10))
                .containsExactly(0.001, 0.01, 1, 10);
    }

    private static double[] labels(Scale scale, double... values) {
        return DoubleStream.of(values).filter(scale::hasLabelAt).toArray();
    }
}
