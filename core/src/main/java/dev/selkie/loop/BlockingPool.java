package dev.selkie.loop;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** The threads that do what may block, when the user names no executor: daemons, made when needed, gone after a minute. */
final class BlockingPool {
    static final Executor EXECUTOR = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "selkie-blocking");
        thread.setDaemon(true);
        return thread;
    });

    private BlockingPool() {}
}
