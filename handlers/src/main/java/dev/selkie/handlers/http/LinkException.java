package dev.selkie.handlers.http;

import java.io.Serial;
import java.nio.file.NoSuchFileException;

/** A link stands where a file or a folder was looked for: what it leads to may be one. */
final class LinkException extends NoSuchFileException {
    @Serial
    private static final long serialVersionUID = 1;

    LinkException(String name) {
        super(name, null, "a link");
    }
}
