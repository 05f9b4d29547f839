package dev.selkie.handlers.http;

import java.io.IOException;
import java.io.Serial;

/** Another file took the name while it was being opened, or it was written. */
final class ReplacedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    ReplacedException(String name) {
        super(name + " was replaced or written while it was opened");
    }
}
