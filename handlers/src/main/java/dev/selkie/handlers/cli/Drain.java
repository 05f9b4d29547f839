package dev.selkie.handlers.cli;

import dev.selkie.connection.Counters;
import dev.selkie.connection.DatagramCounters;
import dev.selkie.server.BaseServer;
import dev.selkie.server.UdpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;

/** The orderly end of servers: begun from any thread, carried out by their loops, so that {@code serveForever} returns. */
final class Drain {
    private final Servers servers;
    private final Duration grace;
    private volatile boolean begun;
    private long openBefore;
    private long cutBefore;

    Drain(Servers servers, Duration grace) {
        this.servers = servers;
        this.grace = grace;
    }

    /** Stops accepting and gives connections the grace to finish. Does not wait. */
    void begin() {
        servers.first().loop().execute(this::doBegin);
    }

    private void doBegin() {
        openBefore = count(Counters::open);
        cutBefore = count(Counters::cut);
        begun = true;
        try {
            servers.close(grace);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // on a loop's thread it only begins
        }
    }

    boolean isBegun() {
        return begun;
    }

    /** Says how it went, when {@code serveForever} has returned. */
    String report() {
        List<UdpServer> udp = servers.all().stream()
                .filter(UdpServer.class::isInstance)
                .map(UdpServer.class::cast)
                .toList();
        return udp.isEmpty() ? connections() : datagrams(udp);
    }

    private static String datagrams(List<UdpServer> servers) {
        ToLongFunction<ToLongFunction<DatagramCounters>> sum = count ->
                servers.stream().map(UdpServer::datagrams).mapToLong(count).sum();
        return sum.applyAsLong(DatagramCounters::received) + " received, " + sum.applyAsLong(DatagramCounters::sent)
                + " sent, " + sum.applyAsLong(DatagramCounters::dropped) + " dropped";
    }

    private String connections() {
        long cut = count(Counters::cut) - cutBefore;
        long drained = Math.max(0, openBefore - cut);
        return drained + (drained == 1 ? " connection" : " connections") + " drained, " + cut + " cut";
    }

    private long count(ToLongFunction<Counters> number) {
        return servers.all().stream()
                .map(BaseServer::counters)
                .mapToLong(number)
                .sum();
    }
}
