package dev.selkie.handlers.command;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.Connection;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of outputs whose length was told and not yet acknowledged, by all clients together: above the limit those who
 * have taken longest are let go. Safe for use by any thread.
 */
final class UnacknowledgedOutput {
    private final long limitBytes;
    private final Map<Connection, ByteBuffer> outputOf = new LinkedHashMap<>();
    private long heldBytes;

    UnacknowledgedOutput(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    synchronized void hold(Connection connection, ByteBuffer output) {
        outputOf.put(connection, output);
        heldBytes += output.remaining();
        while (heldBytes > limitBytes) {
            Connection slowest = outputOf.keySet().iterator().next();
            release(slowest);
            slowest.close(CloseReason.OVERLOADED);
        }
    }

    /** Returns what was held for it; null when that is nothing, or no longer. */
    synchronized @Nullable ByteBuffer release(Connection connection) {
        ByteBuffer output = outputOf.remove(connection);
        if (output != null) {
            heldBytes -= output.remaining();
        }
        return output;
    }

    synchronized long heldBytes() {
        return heldBytes;
    }
}
