package dev.selkie.handlers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.selkie.handler.StreamRequestHandler;
import java.nio.ByteBuffer;

/** Answers whatever comes first, even what is no HTTP, by one small HTTP/1.1 response, and closes. */
public final class HelloHttpHandler extends StreamRequestHandler {
    private static final String RESPONSE = """
            HTTP/1.1 200 OK\r
            Content-Type: text/plain\r
            Content-Length: 12\r
            Connection: close\r
            \r
            Hello, World""";

    /** One for each connection: {@code HelloHttpHandler::new}. */
    public HelloHttpHandler() {}

    @Override
    protected void handle(ByteBuffer received) {
        connection().write(US_ASCII.encode(RESPONSE));
        connection().close();
    }
}
