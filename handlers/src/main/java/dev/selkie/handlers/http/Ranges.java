package dev.selkie.handlers.http;

import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.ByteRange;
import org.jspecify.annotations.Nullable;

/** The pieces of a file that a request wants. */
final class Ranges {
    /**
     * The most pieces of one answer. No program that means well asks for more, and one asked for 1,300 of them, each the whole
     * file but a byte, to fill the memory of servers (CVE-2011-3192).
     */
    static final int MOST = 16;

    private static final String RANGE = "(?:[0-9]{1,18}-[0-9]{0,18}|-[0-9]{1,18})";
    private static final Pattern RANGES =
            Pattern.compile("bytes=[ \\t]*" + RANGE + "(?:[ \\t]*,[ \\t]*" + RANGE + "){0," + (MOST - 1) + "}");

    private Ranges() {}

    /**
     * What a field means for a file.
     *
     * @param field the value of {@code Range}
     * @param size of the file, in bytes
     * @return in ascending order, those that overlap made one; none when nothing of it is in the file; null when the field says
     *     nothing that is understood, or wants too many: then the whole file is the answer
     */
    static @Nullable List<ByteRange> parse(String field, long size) {
        return RANGES.matcher(field).matches() ? ByteRange.parse(List.of(field), size) : null;
    }
}
