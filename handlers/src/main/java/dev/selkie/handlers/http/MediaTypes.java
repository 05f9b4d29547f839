package dev.selkie.handlers.http;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.MimeTypes;

/**
 * What a file is, by its name alone: whatever is in it, and whichever piece of it is asked for, the answer is the same. What
 * people read is text to be shown and not to be saved; as browsers are told not to guess, they never run any of it.
 */
final class MediaTypes {
    private static final String UNKNOWN = "application/octet-stream";
    private static final String TEXT = "text/plain";

    /** How the names of texts end that the table of Jetty does not know, or under names that browsers save to disk. */
    private static final List<String> TEXTS = List.of(
            "adoc",
            "c",
            "cc",
            "cfg",
            "conf",
            "cpp",
            "diff",
            "go",
            "gradle",
            "h",
            "hpp",
            "ini",
            "java",
            "kt",
            "log",
            "markdown",
            "md",
            "patch",
            "properties",
            "py",
            "rs",
            "rst",
            "sh",
            "sql",
            "toml",
            "yaml",
            "yml");

    private static final Set<String> TEXTS_BY_NAME = Set.of(
            "authors",
            "changelog",
            "changes",
            "contributing",
            "copying",
            "dockerfile",
            "license",
            "makefile",
            "notice",
            "readme");

    private static final MimeTypes BY_ENDING = byEnding();

    private MediaTypes() {}

    private static MimeTypes byEnding() {
        var types = new MimeTypes.Mutable();
        TEXTS.forEach(ending -> types.addMimeMapping(ending, TEXT));
        return types;
    }

    /** Of a file's own name. Text is taken for UTF-8. */
    static String of(String name) {
        String type = BY_ENDING.getMimeByExtension(name);
        if (type == null) {
            type = TEXTS_BY_NAME.contains(name.toLowerCase(Locale.ROOT)) ? TEXT : UNKNOWN;
        }
        return type.startsWith("text/") ? type + "; charset=utf-8" : type;
    }
}
