package dev.selkie.handlers.command;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.Connection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is kept of outputs whose length was told and not yet acknowledged, by all clients together: above the limit those who
 * have taken longest are let go. Safe for use by any thread.
 */
final class UnacknowledgedOutput {
    private final long limitBytes;
    private final Map<Connection, Integer> bytesOf = new LinkedHashMap<>();
    private long heldBytes;

    UnacknowledgedOutput(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    synchronized void hold(Connection connection, int bytes) {
        bytesOf.put(connection, bytes);
        heldBytes += bytes;
        while (heldBytes > limitBytes) {
            Connection slowest = bytesOf.keySet().iterator().next();
            release(slowest);
            slowest.close(CloseReason.OVERLOADED);
        }
    }

    synchronized void release(Connection connection) {
        Integer bytes = bytesOf.remove(connection);
        if (bytes != null) {
            heldBytes -= bytes;
        }
    }

    synchronized long heldBytes() {
        return heldBytes;
    }
}
