package dev.selkie.handlers.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Processes that commands of tests have started, by their numbers. */
public final class Pids {
    private Pids() {}

    /** A zombie, which nobody has buried yet, is dead. */
    static boolean isAlive(long pid) {
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }
        try {
            String stat = new String(Files.readAllBytes(Path.of("/proc/" + pid + "/stat")));
            return !stat.substring(stat.lastIndexOf(')') + 2).startsWith("Z");
        } catch (IOException gone) {
            return false;
        }
    }

    /**
     * Waits until all numbers in a file are those of no process.
     *
     * @param file one number a line
     */
    public static void awaitGone(Path file) throws IOException {
        for (String pid : Files.readAllLines(file)) {
            Awaitility.await("process " + pid + " to end")
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> !isAlive(Long.parseLong(pid.strip())));
        }
    }

    /**
     * Waits until a file has so many lines.
     *
     * @param file written by commands
     */
    public static void awaitLines(Path file, int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> Files.exists(file) && Files.readAllLines(file).size() >= count);
    }
}
