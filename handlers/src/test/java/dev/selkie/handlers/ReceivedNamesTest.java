package dev.selkie.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class ReceivedNamesTest {
    @Test
    void shouldTellWhenItBeganAndWhichItWas() {
        var names = new ReceivedNames(Clock.fixed(Instant.parse("2026-11-21T14:30:01.999Z"), ZoneId.of("+01:00")));

        assertThat(names.get()).isEqualTo("received-20261121-153001-0001");
        assertThat(names.get()).isEqualTo("received-20261121-153001-0002");
    }
}
