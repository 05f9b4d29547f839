package dev.selkie.handlers;

import dev.selkie.handler.StreamRequestHandler;
import java.nio.ByteBuffer;

/**
 * Sends everything back, unchanged, until the peer ends its side; what is still to be sent goes out before the connection
 * closes.
 *
 * <p>A peer that sends and does not read holds up only itself: when too much waits for it, its connection is not read
 * until it has taken some. The framework sees to that, so that no more than one read and the high mark waits here.
 */
public final class EchoHandler extends StreamRequestHandler {
    /** One for each connection: {@code EchoHandler::new}. */
    public EchoHandler() {}

    @Override
    protected void handle(ByteBuffer received) {
        connection().write(received);
    }
}
