package dev.selkie.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcessCpuTest {
    private static final long WORK_NANOS = 100_000_000;

    @Test
    void shouldCountThreadsThatRunAndThoseThatHaveEnded() throws Exception {
        var before = ProcessCpu.of(ProcessHandle.current().pid());
        work();
        assertThat(before.nanosSince()).isGreaterThan(0);

        var thread = new Thread(ProcessCpuTest::work);
        var later = ProcessCpu.of(ProcessHandle.current().pid());
        thread.start();
        thread.join();
        assertThat(later.nanosSince()).isGreaterThan(0);
        assertThat(ProcessCpu.atBirth(ProcessHandle.current().pid()).nanosSince())
                .isGreaterThanOrEqualTo(WORK_NANOS);
    }

    private static void work() {
        var threads = java.lang.management.ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        while (threads.getCurrentThreadCpuTime() - begin < WORK_NANOS) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldSayWhenThereIsNoSuchProcess() {
        org.assertj.core.api.Assertions.assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ProcessCpu.of(Long.MAX_VALUE))
                .withMessageContaining("has ended");
    }
}
