package dev.selkie.handler;

import dev.selkie.connection.CloseReason;
import java.io.IOException;

/** What a blocking handler's streams throw when the connection has ended. A handler that lets it out has not failed. */
final class ConnectionEndedException extends IOException {
    private static final long serialVersionUID = 1;

    ConnectionEndedException(CloseReason reason) {
        super("the connection has ended: " + reason);
    }

    /** Whether it is at the root of what a handler threw: readers and writers wrap it. */
    static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectionEndedException) {
                return true;
            }
        }
        return false;
    }
}
