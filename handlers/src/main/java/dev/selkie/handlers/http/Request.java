package dev.selkie.handlers.http;

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
    /** The same, with no other behind it. */
    Request asLast() {
        return new Request(method, target, version, fields, false);
    }

    boolean isHead() {
        return method.equals("HEAD");
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
