package dev.selkie.connection;

import java.nio.ByteBuffer;

/** Serves a connection that is not wanted, by ending it before it is read. */
class Refusal extends RequestLifecycle {
    @Override
    protected void setup() {
        ((StreamConnection) connection()).states().end(CloseReason.REFUSED);
    }

    @Override
    protected void handle(ByteBuffer received) {}
}
