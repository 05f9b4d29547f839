package dev.selkie.testing;

import dev.selkie.handler.StreamRequestHandler;
import java.nio.ByteBuffer;

/** Sends back what comes. */
public final class Echo extends StreamRequestHandler {
    @Override
    protected void handle(ByteBuffer received) {
        connection().write(received);
    }
}
