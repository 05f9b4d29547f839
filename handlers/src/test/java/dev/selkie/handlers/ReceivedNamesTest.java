package dev.selkie.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

class ReceivedNamesTest {
    @Test
    void shouldTellWhenItBeganAndWhichItWas() {
        var names = new ReceivedNames(() -> LocalDateTime.of(2026, 11, 21, 15, 30, 1));

        assertThat(names.get()).isEqualTo("received-20261121-153001-0001");
        assertThat(names.get()).isEqualTo("received-20261121-153001-0002");
    }
}
