package dev.selkie.handlers;

import dev.selkie.handler.StreamRequestHandler;
import java.nio.ByteBuffer;

/**
 * Sends back what came first, at most 1024 bytes of it, and closes. What else the peer sends is read and dropped, so that no
 * reset takes the answer away.
 */
public final class EchoOnceHandler extends StreamRequestHandler {
    private static final int MAX_BYTES = 1024;

    /** One for each connection: {@code EchoOnceHandler::new}. */
    public EchoOnceHandler() {}

    @Override
    protected void handle(ByteBuffer received) {
        connection().write(received.limit(Math.min(received.limit(), received.position() + MAX_BYTES)));
        connection().close();
    }
}
