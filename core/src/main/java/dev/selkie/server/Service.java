package dev.selkie.server;

import dev.selkie.connection.CloseReason;
import java.io.IOException;

/**
 * What a server does for its clients, whatever its channel is: the part of it that {@link Serving}, {@link SingleRequest}
 * and {@link Closing} start, stop and end. On the loop's thread.
 */
interface Service {
    /**
     * Takes requests from now on; nothing when the server closes.
     *
     * @throws IOException when it cannot
     */
    void start() throws IOException;

    /** Takes none until it is started again: what comes meanwhile waits in the kernel. */
    void stop();

    /**
     * The server closes: takes none any more, and lets those under way come to their end. Tells
     * {@link BaseServer#requestEnded} of each end. Does not throw; idempotent.
     */
    void end();

    /** Whether, after {@link #end}, nothing is under way any more. */
    boolean hasEnded();

    /**
     * Breaks off what is under way.
     *
     * @param reason for what has none yet
     */
    void abort(CloseReason reason);

    /** Gives back the port, where the loop is closed and nobody else can. Does not throw; idempotent. */
    void release();
}
