package dev.selkie.bench.measure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The processor time that a process and those it started had used at one moment.
 *
 * <p>On Linux it is summed up over the threads, whose {@code schedstat} tells nanoseconds. A thread that has ended is in no
 * file any more, but in its process's {@code stat}, which tells hundredths of a second. Elsewhere it is what
 * {@link ProcessHandle} says.
 */
public final class ProcessCpu {
    private static final boolean LINUX = Files.exists(Path.of("/proc/self/schedstat"));

    /** User mode ticks are this field of {@code stat}, counted after the name; those in kernel mode are the next. */
    private static final int USER_TICKS = 11;

    private static final long NANOS_PER_TICK = 10_000_000;

    /** Both ends of a measurement are rounded, user and kernel mode each. */
    private static final long ROUNDING_NANOS = 4 * NANOS_PER_TICK;

    private final long pid;
    private final Map<String, Long> threads = new HashMap<>();
    private long total;

    private ProcessCpu(long pid) {
        this.pid = pid;
    }

    private void read() throws IOException {
        ProcessHandle process =
                ProcessHandle.of(pid).orElseThrow(() -> new IOException("process " + pid + " has ended"));
        List<ProcessHandle> all =
                Stream.concat(Stream.of(process), process.descendants()).toList();
        for (ProcessHandle each : all) {
            if (LINUX) {
                total += ticks(each.pid()) * NANOS_PER_TICK;
                readThreads(each.pid());
            } else {
                total += each.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
            }
        }
    }

    /**
     * Until now.
     *
     * @throws IOException when there is no such process
     */
    public static ProcessCpu of(long pid) throws IOException {
        var now = new ProcessCpu(pid);
        now.read();
        return now;
    }

    /** Before it used any. */
    public static ProcessCpu atBirth(long pid) {
        return new ProcessCpu(pid);
    }

    /**
     * What it has used since then.
     *
     * @throws IOException when it has ended
     */
    public long nanosSince() throws IOException {
        ProcessCpu now = of(pid);
        long rough = now.total - total;
        long exact = 0;
        for (var thread : now.threads.entrySet()) {
            exact += thread.getValue() - threads.getOrDefault(thread.getKey(), 0L);
        }
        boolean threadsHaveEnded = rough > exact + ROUNDING_NANOS;
        return LINUX && !threadsHaveEnded ? exact : rough;
    }

    private static long ticks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", USER_TICKS + 3);
        return Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1]);
    }

    private void readThreads(long pid) throws IOException {
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc", String.valueOf(pid), "task"))) {
            for (Path task : tasks) {
                try {
                    String line = Files.readString(task.resolve("schedstat"));
                    threads.put(task.getFileName().toString(), Long.parseLong(line.substring(0, line.indexOf(' '))));
                } catch (IOException ended) {
                    // between the listing and now
                }
            }
        }
    }
}
