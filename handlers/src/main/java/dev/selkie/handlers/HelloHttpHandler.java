package dev.selkie.handlers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.handlers.http.ResponseHead;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Answers whatever comes first, even what is no HTTP, by one small HTTP/1.1 response, and closes. Only who asks for the HEAD
 * gets no body.
 */
public final class HelloHttpHandler extends StreamRequestHandler {
    private static final ByteBuffer HEAD = US_ASCII.encode("HEAD ");
    private static final ByteBuffer BODY = US_ASCII.encode("Hello, World");
    private static final HttpFields FIELDS = HttpFields.build()
            .put(HttpHeader.CONTENT_TYPE, "text/plain")
            .put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE)
            .asImmutable();

    /** One for each connection: {@code HelloHttpHandler::new}. The first takes long, unless {@link ResponseHead#prepare} did. */
    public HelloHttpHandler() {}

    @Override
    protected void handle(ByteBuffer received) {
        connection().write(ResponseHead.encode(HttpStatus.OK_200, FIELDS, BODY.remaining()));
        if (!asksForTheHead(received)) {
            connection().write(BODY.duplicate());
        }
        connection().close();
    }

    private static boolean asksForTheHead(ByteBuffer received) {
        int length = HEAD.remaining();
        return received.remaining() >= length
                && received.slice(received.position(), length).equals(HEAD);
    }
}
