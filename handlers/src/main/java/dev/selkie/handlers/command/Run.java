package dev.selkie.handlers.command;

import dev.selkie.handlers.command.Outcome.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a command: one thread waits for the process, another reads what it writes. When the process ends, what it
 * has left in the background ends with it.
 */
final class Run {
    private static final Logger log = LoggerFactory.getLogger(Run.class);
    private static final @Nullable Path SETSID = ProgramPath.find("setsid");

    /** What was killed is gone in no time. What hangs in the kernel, or still holds the pipe, is not waited for longer. */
    private static final Duration LAST_MOMENTS = Duration.ofSeconds(1);

    /** Of a run, beside its command. */
    private static final int RUN_BYTES = 512;

    /** Of a word, beside its letters. */
    private static final int WORD_BYTES = 64;

    private final List<String> command;
    private final boolean withErrors;
    private final CommandLimits limits;
    private final Executor executor;
    private final Consumer<Outcome> whenOver;
    private boolean cancelled;
    private @Nullable ProcessTree processes;

    /**
     * A run that has not begun.
     *
     * @param command program and arguments
     * @param withErrors whether standard error is output as well
     * @param executor for what blocks
     * @param whenOver called once, on one of its threads; also when it was cancelled
     */
    Run(List<String> command, boolean withErrors, CommandLimits limits, Executor executor, Consumer<Outcome> whenOver) {
        this.command = command;
        this.withErrors = withErrors;
        this.limits = limits;
        this.executor = executor;
        this.whenOver = whenOver;
    }

    Executor executor() {
        return executor;
    }

    /** How much memory it takes while it waits, at most. */
    long heldBytes() {
        return RUN_BYTES
                + command.stream()
                        .mapToLong(word -> WORD_BYTES + 2L * word.length())
                        .sum();
    }

    void fail(String why) {
        whenOver.accept(Outcome.failed(why));
    }

    /** Runs it, and waits for its end. */
    void execute() {
        whenOver.accept(outcome());
    }

    private Outcome outcome() {
        if (!LocaleCharset.canEncode(command)) {
            return Outcome.failed("this server's locale has no such characters");
        }
        if (ProgramPath.find(command.get(0)) == null) {
            return Outcome.failed("its program is not there");
        }
        try {
            ProcessTree started = ProcessTree.start(command, limits.directory(), withErrors, SETSID);
            return outcome(started);
        } catch (IOException failure) {
            log.warn("cannot start {}: {}", command.get(0), failure.getMessage());
            return Outcome.failed("it cannot be started");
        } catch (RuntimeException | OutOfMemoryError noThread) {
            log.warn("cannot run {}: {}", command.get(0), noThread.toString());
            return Outcome.failed("the server is out of threads");
        } catch (InterruptedException now) {
            Thread.currentThread().interrupt();
            return Outcome.failed("it was interrupted");
        }
    }

    private Outcome outcome(ProcessTree started) throws InterruptedException {
        var output = new BoundedOutput(limits.outputBytes());
        CompletableFuture<Void> reading;
        boolean inTime;
        try {
            reading = CompletableFuture.runAsync(() -> read(started, output), executor);
            inTime = !begin(started) || started.await(limits.time());
        } finally {
            started.kill();
        }
        boolean gone = started.await(LAST_MOMENTS);
        awaitLastOutput(reading);
        end();
        if (output.isExceeded()) {
            return Outcome.cut(Status.TOO_MUCH_OUTPUT, output.bytes());
        }
        return inTime && gone
                ? Outcome.of(started.exitCode(), output.bytes())
                : Outcome.cut(Status.TIMED_OUT, output.bytes());
    }

    private static void read(ProcessTree started, BoundedOutput output) {
        output.readAll(started.output());
        if (output.isExceeded()) {
            started.kill();
        }
    }

    private static void awaitLastOutput(CompletableFuture<Void> reading) throws InterruptedException {
        try {
            reading.get(LAST_MOMENTS.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException heldOpen) {
            log.warn("what a command has left in a session of its own holds its output open");
        } catch (ExecutionException failure) {
            log.warn("cannot read what a command writes: {}", String.valueOf(failure.getCause()));
        }
    }

    private synchronized boolean begin(ProcessTree started) {
        processes = started;
        return !cancelled;
    }

    /** From here on its process's number may be another's. */
    private synchronized void end() {
        processes = null;
    }

    /** Kills it, now or as soon as it has begun. Does not block. */
    void cancel() {
        ProcessTree begun;
        synchronized (this) {
            cancelled = true;
            begun = processes;
        }
        if (begun == null) {
            return;
        }
        try {
            executor.execute(begun::kill);
        } catch (RuntimeException | OutOfMemoryError noThread) {
            begun.killFirst(); // the thread that waits for it kills the others
        }
    }
}
