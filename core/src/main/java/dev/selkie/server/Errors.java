package dev.selkie.server;

import java.net.SocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/** What handlers and hooks throw, brought to the one hook that is told, and to the log. Nothing here throws. */
final class Errors {
    private final Logger log;

    /** Errors that are logged in the name of a class. */
    Errors(Class<?> owner) {
        log = LoggerFactory.getLogger(owner);
    }

    /** Calls {@code handleError}; what that throws is logged. */
    void report(Consumer<Throwable> handleError, Throwable failure) {
        try {
            handleError.accept(failure);
        } catch (Throwable again) {
            reportHandleError(again, failure);
        }
    }

    private void reportHandleError(Throwable again, Throwable failure) {
        try {
            if (again != failure) {
                again.addSuppressed(failure);
            }
            log.error("handleError() threw", again);
        } catch (Throwable alsoLogging) {
            // Out of memory or stack: to go on matters more than the line.
        }
    }

    /** What {@code handleError} does by default: one line and the stack trace. */
    void log(String doing, @Nullable SocketAddress address, Throwable failure) {
        if (log instanceof NOPLogger) {
            System.err.println("exception " + doing + (address == null ? "" : " " + Addresses.format(address)));
            failure.printStackTrace(); // no SLF4J provider: as Python does, rather than in silence
        } else {
            log.error("exception {}{}", doing, address == null ? "" : " " + Addresses.format(address), failure);
        }
    }
}
