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
        return new ProcessTree(builder.start(), setsid != null);
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
     * Kills what there is. By handles: {@link Process#destroyForcibly} would close the stream with what was written. The
     * first process last: until it has called {@code setsid} there is no group.
     */
    void kill() {
        List<ProcessHandle> descendants = process.descendants().toList(); // they lose their ancestor when it is killed
        if (inGroup) {
            killGroup();
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
        process.toHandle().destroyForcibly();
    }

    private void killGroup() {
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -KILL -\"$1\"", "sh", String.valueOf(process.pid()))
                    .redirectInput(NOTHING)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException failure) {
            log.warn("cannot kill the process group {}, only those known by their parents: {}", process.pid(), failure);
        } catch (InterruptedException now) {
            Thread.currentThread().interrupt();
        }
    }
}
