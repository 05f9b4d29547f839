package dev.selkie.handlers.client;

import java.nio.ByteBuffer;

/** What a {@link Conversation} talks through: a connection, or a socket for datagrams. On the loop's thread. */
interface Partner {
    /** Sends a message, and calls {@link Conversation#sent} when it is on its way. */
    void send(ByteBuffer message);

    /** Reads no more until {@link #resume}. */
    void pause();

    void resume();

    /** Ends it, and calls {@link Conversation#closed}: what was sent goes out before, unless it is broken off. */
    void end(boolean brokenOff);
}
