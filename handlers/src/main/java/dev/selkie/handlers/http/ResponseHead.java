package dev.selkie.handlers.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpGenerator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;

/** The heads of HTTP/1.1 responses. What follows a head is its caller's: a buffer, a file, or, for HEAD, nothing. */
public final class ResponseHead {
    /** Enough for all but a long location. */
    private static final int USUAL_BYTES = 1024;

    private ResponseHead() {}

    /**
     * Loads the classes it is made of, about a hundred, which takes some tenths of a second: to be called before a server
     * listens, and not when its first client waits, and all others with it.
     */
    public static void prepare() {
        encode(200, HttpFields.build(), 0);
    }

    /**
     * Makes one: the status line, the fields, {@code Content-Length} and {@code Date}, up to the empty line.
     *
     * @param status such as 200, with the reason that belongs to it
     * @param fields of the response, with {@code Connection: close} where it is the last; in their values line ends become
     *     blanks. Not changed
     * @param bodyBytes the length of what follows, or for HEAD would follow; -1 where there is none to be told, as with 304
     * @return from position to limit, and the caller's
     */
    public static ByteBuffer encode(int status, HttpFields fields, long bodyBytes) {
        HttpFields.Mutable dated = HttpFields.build(fields);
        dated.put(HttpHeader.DATE, DateGenerator.formatDate(System.currentTimeMillis()));
        return encode(HttpVersion.HTTP_1_1, status, dated, bodyBytes);
    }

    /**
     * As {@link #encode(int, HttpFields, long)}, for fields that have a date.
     *
     * @param version of the request: only an HTTP/1.0 client is told that the connection stays open
     * @param dated is changed
     */
    static ByteBuffer encode(HttpVersion version, int status, HttpFields.Mutable dated, long bodyBytes) {
        if (bodyBytes >= 0) {
            // Given apart, a length of 0 would be left out before a close.
            dated.put(HttpHeader.CONTENT_LENGTH, bodyBytes);
        }
        var response = new MetaData.Response(status, null, version, dated, -1);
        int size = USUAL_BYTES;
        while (true) {
            ByteBuffer head = ByteBuffer.allocate(size).limit(0);
            if (generate(response, head) != HttpGenerator.Result.HEADER_OVERFLOW) {
                return head;
            }
            size *= 2;
        }
    }

    /** As for HEAD: the body's length is told, and no body is asked for. */
    private static HttpGenerator.Result generate(MetaData.Response response, ByteBuffer head) {
        try {
            return new HttpGenerator().generateResponse(response, true, head, null, null, true);
        } catch (IOException impossible) {
            throw new AssertionError(impossible); // it writes nowhere
        }
    }
}
