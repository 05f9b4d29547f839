package dev.selkie.handlers.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lines on standard output, printed by a thread of its own: whoever reads them slowly, or not at all, must not stop the loop
 * that prints them. A bounded number waits, in bounded memory; how many more there were is told in the end.
 */
final class Results implements AutoCloseable {
    private static final int MOST_WAITING = 8192;
    private static final Duration LONGEST_END = Duration.ofSeconds(1);

    private final PrintWriter out;
    private final PrintWriter err;
    private final LineMemory memory;
    private final AtomicLong lost = new AtomicLong();
    private final ThreadPoolExecutor printer =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                var thread = new Thread(task, "selkie-output");
                thread.setDaemon(true);
                return thread;
            });

    Results(PrintWriter out, PrintWriter err) {
        this(out, err, new LineMemory());
    }

    Results(PrintWriter out, PrintWriter err, LineMemory memory) {
        this.out = out;
        this.err = err;
        this.memory = memory;
    }

    /** From any thread. Does not block. */
    void print(String line) {
        int bytes = LineMemory.bytesOf(line);
        if (!memory.take(bytes)) {
            lost.incrementAndGet();
            return;
        }
        try {
            printer.execute(() -> {
                out.println(line);
                out.flush();
                memory.giveBack(bytes);
            });
        } catch (RejectedExecutionException tooMany) {
            memory.giveBack(bytes);
            lost.incrementAndGet();
        }
    }

    /** Waits a moment for those who still read. */
    @Override
    public void close() {
        printer.shutdown();
        try {
            if (!printer.awaitTermination(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS)) {
                lost.addAndGet(printer.shutdownNow().size() + 1L); // and the one it is stuck in
            }
        } catch (InterruptedException now) {
            Thread.currentThread().interrupt();
        }
        if (lost.get() > 0) {
            err.println("selkie: " + lost + " lines were not printed, since nobody read them from standard output");
            err.flush();
        }
    }
}
