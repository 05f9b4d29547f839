package dev.selkie.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;

class SecondTextTest {
    private final SecondText text =
            new SecondText(DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC));

    @Test
    void shouldTellTheSecondOfEachTimeInWhateverOrderTheyCome() {
        assertThat(text.of(0)).isEqualTo("00:00:00");
        assertThat(text.of(999)).isEqualTo("00:00:00");
        assertThat(text.of(1000)).isEqualTo("00:00:01");
        assertThat(text.of(61_000)).isEqualTo("00:01:01");
        assertThat(text.of(1999)).isEqualTo("00:00:01");
        assertThat(text.of(-1)).isEqualTo("23:59:59");
    }

    @Test
    void shouldFormatASecondOnce() {
        assertThat(text.of(5_000)).isSameAs(text.of(5_999));
    }
}
