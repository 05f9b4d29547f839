package dev.selkie.bench.serve;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads of the two kinds. */
enum Workers {
    PLATFORM,
    VIRTUAL;

    /** One thread for each task. Virtual ones are looked up: they are not there before Java 21. */
    ExecutorService executor() throws ReflectiveOperationException {
        return this == PLATFORM
                ? Executors.newCachedThreadPool()
                : (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null);
    }
}
