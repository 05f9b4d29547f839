package dev.selkie.transfer;

import java.io.IOException;

/** What came was not stored. The message says in one line what, where, why, and often what to do. */
public final class UploadException extends IOException {
    private static final long serialVersionUID = 1;

    UploadException(String message) {
        super(message);
    }

    UploadException(String message, Throwable cause) {
        super(message, cause);
    }
}
