package dev.selkie.handlers.cli;

import dev.selkie.connection.Counters;
import dev.selkie.connection.DatagramCounters;
import dev.selkie.server.BaseServer;
import dev.selkie.server.UdpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** The orderly end of a server: begun from any thread, carried out by the loop, so that {@code serveForever} returns. */
final class Drain {
    private final BaseServer server;
    private final Duration grace;
    private volatile boolean begun;
    private long openBefore;
    private long cutBefore;

    Drain(BaseServer server, Duration grace) {
        this.server = server;
        this.grace = grace;
    }

    /** Stops accepting and gives connections the grace to finish. Does not wait. */
    void begin() {
        server.loop().execute(this::doBegin);
    }

    private void doBegin() {
        Counters counters = server.counters();
        openBefore = counters.open();
        cutBefore = counters.cut();
        begun = true;
        try {
            server.close(grace);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // on the loop's thread it only begins
        }
    }

    boolean isBegun() {
        return begun;
    }

    /** Says how it went, when {@code serveForever} has returned. */
    String report() {
        if (server instanceof UdpServer udp) {
            DatagramCounters datagrams = udp.datagrams();
            return datagrams.received() + " received, " + datagrams.sent() + " sent, " + datagrams.dropped()
                    + " dropped";
        }
        long cut = server.counters().cut() - cutBefore;
        long drained = Math.max(0, openBefore - cut);
        return drained + (drained == 1 ? " connection" : " connections") + " drained, " + cut + " cut";
    }
}
