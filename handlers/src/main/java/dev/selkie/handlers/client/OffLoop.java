package dev.selkie.handlers.client;

import dev.selkie.loop.EventLoop;
import java.io.IOException;
import java.util.function.Consumer;

/** Work that may block, done on the loop's executor for it, and its result, brought back to the loop's thread. */
final class OffLoop {
    interface Work<T> {
        T run() throws IOException;
    }

    private OffLoop() {}

    /**
     * Begins it. Callable from any thread.
     *
     * @param then given the result, on the loop's thread
     * @param failed given what the work has thrown, or {@code then}, on the loop's thread
     */
    static <T> void call(EventLoop loop, Work<T> work, Consumer<T> then, Consumer<Throwable> failed) {
        loop.blockingExecutor().execute(() -> {
            try {
                T result = work.run();
                loop.execute(() -> give(result, then, failed));
            } catch (Throwable failure) {
                loop.execute(() -> failed.accept(failure));
            }
        });
    }

    private static <T> void give(T result, Consumer<T> then, Consumer<Throwable> failed) {
        try {
            then.accept(result);
        } catch (Throwable failure) { // the loop would only log it, and wait on
            failed.accept(failure);
        }
    }
}
