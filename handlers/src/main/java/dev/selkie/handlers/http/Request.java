package dev.selkie.handlers.http;

import java.util.EnumSet;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request that is well-formed.
 *
 * @param method as it came
 * @param target as it came
 * @param version of HTTP
 * @param fields in their order
 * @param keepAlive whether the peer may ask again after the answer
 */
record Request(String method, String target, HttpVersion version, HttpFields fields, boolean keepAlive) {
    /** With one of those, it asks for a piece, or perhaps for nothing. */
    private static final Set<HttpHeader> SPECIAL = EnumSet.of(
            HttpHeader.RANGE,
            HttpHeader.IF_RANGE,
            HttpHeader.IF_MATCH,
            HttpHeader.IF_NONE_MATCH,
            HttpHeader.IF_MODIFIED_SINCE,
            HttpHeader.IF_UNMODIFIED_SINCE);

    /** Of one that is short, with its texts. */
    private static final long FIELD_BYTES = 128;

    /** One that {@linkplain #isPlain asks for all} of a target. */
    static Request plain(String target) {
        return new Request("GET", target, HttpVersion.HTTP_1_1, HttpFields.EMPTY, true);
    }

    /** How much memory it takes, at most. */
    long heldBytes() {
        int textBytes = method.length() + target.length();
        for (HttpField field : fields) {
            textBytes += field.getName().length()
                    + (field.getValue() == null ? 0 : field.getValue().length());
        }
        return heldBytes(textBytes, fields.size());
    }

    /** How much memory a head takes, at most. */
    static long heldBytes(int textBytes, int fields) {
        return 2L * textBytes + fields * FIELD_BYTES;
    }

    /** The same, with no other behind it. */
    Request asLast() {
        return new Request(method, target, version, fields, false);
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    /** Whether it asks for all of what is there, as most do: then the answer is the same for whoever asks. */
    boolean isPlain() {
        return method.equals("GET") && version == HttpVersion.HTTP_1_1 && keepAlive && !hasSpecialFields();
    }

    private boolean hasSpecialFields() {
        for (HttpField field : fields) {
            if (field.getHeader() != null && SPECIAL.contains(field.getHeader())) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is HTTP/1.0, where a connection that stays open is the exception. */
    boolean isOld() {
        return version == HttpVersion.HTTP_1_0;
    }

    /** The value of a field that has one value; null where there is none. */
    @Nullable
    String value(HttpHeader header) {
        HttpField field = fields.getField(header);
        return field == null ? null : field.getValue();
    }
}
