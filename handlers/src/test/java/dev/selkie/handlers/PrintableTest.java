package dev.selkie.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void shouldLeaveWhatIsHarmlessAsItIs() {
        assertThat(Printable.escape("Grüezi, 你好 😀 {}%s")).isEqualTo("Grüezi, 你好 😀 {}%s");
    }

    @Test
    @DisplayName("O10: line ends, escape sequences")
    void shouldWriteOutWhatEndsALineOrMovesTheCursor() {
        assertThat(Printable.escape("a\nb\r\tc\\n\0\u001b[2J\u007f\u0085\u009b\u2028\u2029"))
                .isEqualTo("a\\nb\\r\\tc\\\\n\\u0000\\u001b[2J\\u007f\\u0085\\u009b\\u2028\\u2029");
    }

    @Test
    void shouldWriteOutWhatTurnsTheDirectionOrIsNoCharacter() {
        assertThat(Printable.escape("\u202e\u200b\ufeff\ud800x\udb40\udc01"))
                .isEqualTo("\\u202e\\u200b\\ufeff\\ud800x\\U000e0001");
    }
}
