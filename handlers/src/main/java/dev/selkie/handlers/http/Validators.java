package dev.selkie.handlers.http;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpDateTime;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * By what a client recognises the version of a file it has.
 *
 * @param etag strong, in quotes: which file it is, its length, and when it was written, as exactly as the system knows
 * @param modifiedSeconds the same, in whole seconds
 */
record Validators(String etag, long modifiedSeconds) {
    private static final Pattern TAG = Pattern.compile("(?<weak>W/)?(?<opaque>\"[^\"]*\")|\\*");

    enum Verdict {
        PROCEED,
        NOT_MODIFIED,
        FAILED
    }

    static Validators of(BasicFileAttributes attributes) {
        FileTime modified = attributes.lastModifiedTime();
        int key = attributes.fileKey() == null ? 0 : attributes.fileKey().hashCode();
        String etag = '"'
                + Long.toHexString(attributes.size())
                + '-'
                + Long.toHexString(modified.to(TimeUnit.NANOSECONDS))
                + '-'
                + Integer.toHexString(key)
                + '"';
        return new Validators(etag, modified.to(TimeUnit.SECONDS));
    }

    /** Not after now, as clients take a time to come for nonsense. */
    String lastModified(long nowMillis) {
        return DateGenerator.formatDate(Math.min(TimeUnit.SECONDS.toMillis(modifiedSeconds), nowMillis));
    }

    /** What the conditions of a request for it come to, in the order of RFC 9110, 13.2.2. */
    Verdict check(Request request) {
        if (request.fields().contains(HttpHeader.IF_MATCH)) {
            if (!matches(request, HttpHeader.IF_MATCH, false)) {
                return Verdict.FAILED;
            }
        } else if (isModifiedSince(request.value(HttpHeader.IF_UNMODIFIED_SINCE), false)) {
            return Verdict.FAILED;
        }
        if (request.fields().contains(HttpHeader.IF_NONE_MATCH)) {
            return matches(request, HttpHeader.IF_NONE_MATCH, true) ? Verdict.NOT_MODIFIED : Verdict.PROCEED;
        }
        return isModifiedSince(request.value(HttpHeader.IF_MODIFIED_SINCE), true)
                ? Verdict.PROCEED
                : Verdict.NOT_MODIFIED;
    }

    /** Whether a piece is wanted of this version only, and this is another. */
    boolean isOtherThanIn(Request request) {
        String wanted = request.value(HttpHeader.IF_RANGE);
        if (wanted == null) {
            return false;
        }
        return wanted.startsWith("\"") ? !wanted.equals(etag) : seconds(wanted) != modifiedSeconds;
    }

    private boolean matches(Request request, HttpHeader header, boolean weakly) {
        for (String list : request.fields().getValuesList(header)) {
            Matcher tag = TAG.matcher(list);
            while (tag.find()) {
                boolean comparable = weakly || tag.group("weak") == null;
                if (tag.group().equals("*")
                        || (comparable && tag.group("opaque").equals(etag))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A time that is none is as if it was not there. */
    private boolean isModifiedSince(@Nullable String time, boolean withoutTime) {
        long seconds = time == null ? -1 : seconds(time);
        return seconds < 0 ? withoutTime : modifiedSeconds > seconds;
    }

    /** Returns -1 for what is no time. */
    private static long seconds(String time) {
        try {
            return HttpDateTime.parse(time).toEpochSecond();
        } catch (IllegalArgumentException | DateTimeException none) {
            return -1;
        }
    }
}
