package dev.selkie.transfer;

import dev.selkie.loop.EventLoop;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Does on another thread what may wait for the disk, one piece of work at a time, and tells the loop's. */
final class Helper {
    interface Work {
        void run() throws IOException;
    }

    interface Result {
        /** On the loop's thread. A failure is null, or what the work threw. */
        void accept(long nanos, @Nullable Throwable failure);
    }

    private final EventLoop loop;
    private final Executor executor;
    private final SharedFile file;
    private boolean busy;

    /**
     * For one file.
     *
     * @param executor whose threads may wait for the disk
     */
    Helper(EventLoop loop, Executor executor, SharedFile file) {
        this.loop = loop;
        this.executor = executor;
        this.file = file;
    }

    boolean isBusy() {
        return busy;
    }

    /** Sets to work. The file stays open until it is done. */
    void begin(Work work, Result result) {
        busy = true;
        file.enter();
        try {
            executor.execute(() -> run(work, result));
        } catch (RuntimeException | Error refused) {
            end(result, 0, refused);
        }
    }

    private void run(Work work, Result result) {
        long before = loop.nanoTime();
        Throwable failure = null;
        try {
            work.run();
        } catch (Throwable thrown) {
            failure = thrown;
        }
        end(result, loop.nanoTime() - before, failure);
    }

    private void end(Result result, long nanos, @Nullable Throwable failure) {
        file.leave();
        loop.execute(() -> {
            busy = false;
            result.accept(nanos, failure);
        });
    }
}
