package dev.selkie.handler;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.Connection;
import java.io.IOException;

/** What a blocking handler's streams throw when the connection has ended. A handler that lets it out has not failed. */
final class ConnectionEndedException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Connection connection;

    ConnectionEndedException(Connection connection, CloseReason reason) {
        super("the connection has ended: " + reason);
        this.connection = connection;
    }

    /** Whether the end of that connection, and not of another, is at the root of what its handler threw. */
    static boolean isCauseOf(Throwable failure, Connection connection) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectionEndedException end && end.connection == connection) {
                return true;
            }
        }
        return false;
    }
}
