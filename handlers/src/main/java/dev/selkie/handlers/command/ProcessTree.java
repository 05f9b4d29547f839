package dev.selkie.handlers.command;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process and all it starts. {@code setsid} makes it the first of a process group, which is killed as one, also when it
 * has ended itself and left others behind; where there is no {@code setsid}, and for those who have left the group, what
 * descends from it at the time is killed. Its methods may block.
 */
final class ProcessTree {
    private static final Logger log = LoggerFactory.getLogger(ProcessTree.class);
    private static final File NOTHING = new File("/dev/null");
    /** Of which it takes eight. */
    private static final int FREE_TO_START = 12;
    /** Of which it takes four: a server that has run out still has some to spare. */
    private static final int FREE_TO_KILL = 6;

    private static final int MOST_ATTEMPTS = 200;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(50);

    private final Process process;
    private final boolean inGroup;

    private ProcessTree(Process process, boolean inGroup) {
        this.process = process;
        this.inGroup = inGroup;
    }

    /**
     * Starts one, with nothing to read.
     *
     * @param command program and arguments
     * @param directory where it runs
     * @param withErrors whether what it writes to standard error is output as well, or nothing
     * @param setsid null where there is none
     */
    static ProcessTree start(List<String> command, Path directory, boolean withErrors, @Nullable Path setsid)
            throws IOException {
        List<String> words = new ArrayList<>(command);
        if (setsid != null) {
            words.add(0, setsid.toString());
        }
        var builder = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectInput(NOTHING)
                .redirectErrorStream(withErrors);
        if (!withErrors) {
            builder.redirectError(Redirect.DISCARD);
        }
        builder.environment().clear();
        builder.environment().putAll(CommandEnvironment.in(directory));
        return new ProcessTree(ProcessStart.start(builder, FREE_TO_START), setsid != null);
    }

    InputStream output() {
        return process.getInputStream();
    }

    /** Waits until the process itself has ended; for ever where the limit is zero. Returns whether it has. */
    boolean await(Duration limit) throws InterruptedException {
        if (limit.isZero()) {
            process.waitFor();
            return true;
        }
        return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    int exitCode() {
        return process.exitValue();
    }

    /**
     * Kills what there is. That takes descriptors and a process, of which there may be none just now: then again, and again.
     */
    void kill() {
        try {
            for (int attempts = 1; !tryKill(); attempts++) {
                if (attempts == MOST_ATTEMPTS) {
                    log.warn(
                            "cannot kill all of the process group {}: too few descriptors, or processes",
                            process.pid());
                    return;
                }
                Thread.sleep(BETWEEN_ATTEMPTS.toMillis());
            }
        } catch (InterruptedException now) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tryKill() throws InterruptedException {
        try {
            List<ProcessHandle> descendants =
                    process.descendants().toList(); // they lose their ancestor when it is killed
            try {
                killGroup();
            } finally {
                descendants.forEach(ProcessHandle::destroyForcibly);
                killFirst();
            }
            return true;
        } catch (IOException | RuntimeException | OutOfMemoryError noRoom) { // for a descriptor, a process, a thread
            return false;
        }
    }

    /**
     * Kills the first process, and does not block. By its handle: {@link Process#destroyForcibly} would close the stream with
     * what was written. In {@link #kill} it is the last: until it has called {@code setsid} there is no group.
     */
    void killFirst() {
        process.toHandle().destroyForcibly();
    }

    /** Takes as few descriptors as can be: it inherits ours. */
    private void killGroup() throws IOException, InterruptedException {
        if (inGroup) {
            String pid = String.valueOf(process.pid());
            var kill = new ProcessBuilder("/bin/sh", "-c", "kill -KILL -\"$1\" 2>/dev/null", "sh", pid).inheritIO();
            ProcessStart.start(kill, FREE_TO_KILL).waitFor();
        }
    }
}
