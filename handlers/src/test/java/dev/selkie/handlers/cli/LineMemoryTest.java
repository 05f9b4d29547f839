package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CountDownLatch;
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

    private final CountDownLatch read = new CountDownLatch(1);

    private void awaitReader() throws IOException {
        try {
            read.await();
        } catch (InterruptedException now) {
            throw new InterruptedIOException();
        }
    }

    @Test
    @DisplayName("B16: long lines that wait are bounded by their length, not only by their number")
    void shouldLoseLongLinesThatNobodyReads() {
        var told = new StringWriter();
        var printed = new StringWriter();
        var slow = new FilterWriter(printed) {
            @Override
            public void write(String text, int start, int length) throws IOException {
                awaitReader();
                super.write(text, start, length);
            }
        };
        try (var results = new Results(new PrintWriter(slow), new PrintWriter(told), new LineMemory(100_000))) {
            for (int i = 0; i < 100; i++) {
                results.print("x".repeat(10_000));
            }
            read.countDown();
        }
        assertThat(printed.toString().lines()).hasSize(4);
        assertThat(told.toString()).startsWith("selkie: 96 lines were not printed");
    }
}
