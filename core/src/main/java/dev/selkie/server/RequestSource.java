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

    /** Takes those that have come already, if any are taken now: they know nothing of an end that is near. Does not throw. */
    void drain();

    /** One of the server's connections has closed, and with it a descriptor. */
    void connectionClosed();

    /** Closes the channel. Idempotent. */
    void close() throws IOException;
}
