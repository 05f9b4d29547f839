package dev.selkie.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory of another process. */
public final class ProcessMemory {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern LIVE = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    private ProcessMemory() {}

    /** Bytes of it that are in memory, where the system tells: on Linux. */
    public static Optional<Long> residentBytes(long pid) throws IOException {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        return Files.exists(status)
                ? find(RESIDENT, Files.readString(status)).map(kibibytes -> kibibytes * 1024)
                : Optional.empty();
    }

    /**
     * Bytes of all objects that a Java process can still reach; it collects its garbage for that.
     *
     * @param java the program that runs it; {@code jcmd} is beside it
     */
    public static long liveHeapBytes(long pid, Path java) throws IOException {
        Process jcmd = new ProcessBuilder(
                        java.resolveSibling("jcmd").toString(), String.valueOf(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        try (var reader = jcmd.inputReader()) {
            String last = reader.lines().reduce("", (before, line) -> line);
            jcmd.waitFor(10, TimeUnit.SECONDS);
            return find(LIVE, last).orElseThrow(() -> new IOException("jcmd said: " + last));
        } catch (InterruptedException e) {
            throw new IOException("interrupted while jcmd ran", e);
        }
    }

    private static Optional<Long> find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
    }
}
