package dev.selkie.handlers.cli;

import java.io.Serial;

/** A command cannot do what it was told. The message says what, where, why, and what to do. */
final class CommandFailedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    CommandFailedException(String message) {
        super(message);
    }

    CommandFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
