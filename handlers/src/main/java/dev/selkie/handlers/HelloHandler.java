package dev.selkie.handlers;

import java.nio.ByteBuffer;

/** Waits for one message, says hello, and closes. */
public final class HelloHandler extends MessageRequestHandler {
    /**
     * One for each connection.
     *
     * @param framing where the message ends
     */
    public HelloHandler(Framing framing) {
        super(framing);
    }

    @Override
    protected void handleMessage(ByteBuffer message) {
        say("Hello, client!");
        connection().close();
    }
}
