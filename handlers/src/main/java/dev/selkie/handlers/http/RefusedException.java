package dev.selkie.handlers.http;

import java.io.Serial;

/** A request that is not served. Not a defect: it has no stack trace. */
final class RefusedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    /** The message is for the person who asked, and repeats nothing of what they sent. */
    RefusedException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static RefusedException bad(String message) {
        return new RefusedException(400, message);
    }

    int status() {
        return status;
    }

    String explanation() {
        return String.valueOf(getMessage());
    }
}
