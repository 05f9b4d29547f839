package dev.selkie.server;

import java.io.IOException;

/** Where a server's requests come from: its channel, watched only while requests are wanted. On the loop's thread. */
interface RequestSource {
    /**
     * Takes requests from now on.
     *
     * @throws IOException when the channel cannot be watched
     */
    void start() throws IOException;

    /** Takes none until it is started again: what comes meanwhile waits in the kernel. */
    void stop();

    /** One of the server's connections has closed, and with it a descriptor. */
    void connectionClosed();

    /** Closes the channel. Idempotent. */
    void close() throws IOException;
}
