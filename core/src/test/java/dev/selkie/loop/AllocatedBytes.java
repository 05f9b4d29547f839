package dev.selkie.loop;

import java.lang.reflect.Method;

/**
 * What the present thread has taken from the heap. By reflection: the tests are compiled into the module of the core, which
 * does not read {@code jdk.management}.
 */
public final class AllocatedBytes {
    private static final Object THREADS;
    private static final Method OF_CURRENT_THREAD;

    static {
        try {
            THREADS = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            OF_CURRENT_THREAD =
                    Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
        } catch (ReflectiveOperationException failure) {
            throw new ExceptionInInitializerError(failure);
        }
    }

    private AllocatedBytes() {}

    public static long ofCurrentThread() {
        try {
            return (long) OF_CURRENT_THREAD.invoke(THREADS);
        } catch (ReflectiveOperationException failure) {
            throw new AssertionError(failure);
        }
    }
}
