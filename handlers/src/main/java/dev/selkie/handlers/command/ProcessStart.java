package dev.selkie.handlers.command;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Starts processes, one at a time, and only where there are descriptors enough: a JDK (17.0.15) that finds none half-way
 * through closes numbers it never opened, and with them clients, or the port. Safe for use by any thread.
 */
final class ProcessStart {
    private ProcessStart() {}

    /**
     * Starts one.
     *
     * @param descriptors so many must be free: what it takes for itself, and some more for others who take them meanwhile
     * @throws IOException when they are not, or it cannot be started
     */
    static synchronized Process start(ProcessBuilder builder, int descriptors) throws IOException {
        checkFree(descriptors);
        return builder.start();
    }

    private static void checkFree(int descriptors) throws IOException {
        Deque<FileInputStream> free = new ArrayDeque<>();
        try {
            while (free.size() < descriptors) {
                free.push(new FileInputStream("/dev/null"));
            }
        } finally {
            while (!free.isEmpty()) {
                free.pop().close();
            }
        }
    }
}
