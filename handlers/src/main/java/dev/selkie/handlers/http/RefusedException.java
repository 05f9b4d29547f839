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

    /** Where the status says all. */
    static RefusedException of(int status) {
        return new RefusedException(
                status,
                switch (status) {
                    case 403 -> "This may not be read.";
                    case 404 -> "There is no such file.";
                    case 405 -> "Files can be read here, by GET and HEAD, and nothing else.";
                    case 408 -> "The request took too long to arrive.";
                    case 412 -> "The file is not the version that was asked for.";
                    case 413 -> "The request's body is too long. None is needed to read a file.";
                    case 414 -> "The address is too long.";
                    case 417 -> "The only expectation that is understood is 100-continue.";
                    case 431 -> "The request's header fields are too long, or too many.";
                    case 500 -> "The server has failed. This is its defect, not yours.";
                    case 501 -> "This method is not known here. Files are read by GET and HEAD.";
                    case 503 -> "The server has too much to do at the moment. Please try again.";
                    case 505 -> "The version of HTTP is not one of those spoken here: 1.1 and 1.0.";
                    default -> "The request is not well-formed HTTP.";
                });
    }

    int status() {
        return status;
    }

    String explanation() {
        return String.valueOf(getMessage());
    }
}
