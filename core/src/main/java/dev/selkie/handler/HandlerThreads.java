package dev.selkie.handler;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Where blocking handlers run, each on a thread of its own: virtual ones where the JDK has them (21 and later), else daemons
 * that are made when needed and gone after a minute without work. Never a bounded pool: a few silent clients would fill it.
 */
final class HandlerThreads {
    static final Executor EXECUTOR = virtualOrPooled();

    private HandlerThreads() {}

    private static Executor virtualOrPooled() {
        try {
            return (Executor)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException absent) { // or only a preview, on 19 and 20
            return Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "selkie-handler");
                thread.setDaemon(true);
                return thread;
            });
        }
    }
}
