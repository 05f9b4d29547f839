package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines of strangers that nobody reads. */
@Timeout(30)
class LineMemoryTest {
    @Test
    void shouldGiveNoMoreThanThereIs() {
        var memory = new LineMemory(1000);
        assertThat(memory.take(600)).isTrue();
        assertThat(memory.take(401)).isFalse();
        assertThat(memory.take(400)).isTrue();
        memory.giveBack(600);
        assertThat(memory.take(600)).isTrue();
    }

    @Test
    @DisplayName("B16: long lines that wait are bounded by their length, not only by their number")
    void shouldLoseLongLinesThatNobodyReads() throws Exception {
        var told = new StringWriter();
        try (var unread = new PipedOutputStream(new PipedInputStream(10));
                var results = new Results(new PrintWriter(unread), new PrintWriter(told), new LineMemory(100_000))) {
            for (int i = 0; i < 100; i++) {
                results.print("x".repeat(10_000));
            }
        }
        assertThat(told.toString()).startsWith("selkie: 100 lines were not printed");
    }
}
