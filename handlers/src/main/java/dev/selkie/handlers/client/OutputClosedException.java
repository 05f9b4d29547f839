package dev.selkie.handlers.client;

import java.io.IOException;
import java.io.Serial;

/** Whoever read the output has seen enough, as {@code head} does. */
public final class OutputClosedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    OutputClosedException(IOException cause) {
        super("nobody reads the output any more", cause);
    }
}
