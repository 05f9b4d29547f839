package dev.selkie.transfer;

import java.io.IOException;

/** What is being sent is at fault, and not the connection. The peer must not take what it got for the whole. */
public class SourceException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * A fault of the source.
     *
     * @param message what, where, and why
     */
    public SourceException(String message) {
        super(message);
    }

    SourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
