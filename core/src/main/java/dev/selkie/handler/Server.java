package dev.selkie.handler;

import dev.selkie.connection.Counters;
import dev.selkie.loop.EventLoop;
import java.net.SocketAddress;

/** What a handler sees of its server. A handler that knows its server's class may cast it, as Python's does. */
public interface Server {
    /**
     * Where it listens, or receives.
     *
     * @return the bound address: a port that was asked for as 0 is the real one
     */
    SocketAddress serverAddress();

    /**
     * The loop it runs on.
     *
     * @return for timers, tasks and other channels
     */
    EventLoop loop();

    /**
     * What its connections have done; of a server of datagrams, how many bytes it has received and sent.
     *
     * @return live numbers, readable from any thread
     */
    Counters counters();

    /** Ends {@code serveForever}; closes nothing. From the loop's thread it does not wait. */
    void shutdown();
}
