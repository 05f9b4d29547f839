package dev.selkie.server;

import static java.util.Objects.requireNonNull;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.DatagramObserver;
import dev.selkie.connection.Datagrams;
import dev.selkie.handler.DatagramHandlerFactory;
import dev.selkie.handler.DatagramRequestHandler;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The requests of one server, which are datagrams: given to its one handler while they are wanted. On the loop's thread. */
final class DatagramRequests implements DatagramObserver, Service {
    private static final Logger log = LoggerFactory.getLogger(BaseServer.class);

    private final UdpServer server;
    private final DatagramHandlerFactory factory;
    private final Datagrams datagrams;
    private final OncePerMinute failureReport;

    @SuppressWarnings("this-escape") // it is only kept
    DatagramRequests(UdpServer server, DatagramChannel channel, DatagramHandlerFactory factory) throws IOException {
        this.server = server;
        this.factory = factory;
        this.datagrams = new Datagrams(server.loop(), channel, server.options().maxPacketSize(), server.budget(), this);
        this.failureReport = new OncePerMinute(server.loop());
    }

    Datagrams datagrams() {
        return datagrams;
    }

    // ---- for the server

    @Override
    public void start() throws IOException {
        if (server.isClosing()) {
            return;
        }
        if (!datagrams.isOpen()) {
            open();
        }
        datagrams.receive(true);
        log.info("serving on {}", Addresses.format(server.serverAddress()));
    }

    private void open() throws IOException {
        try {
            DatagramRequestHandler handler = requireNonNull(
                    factory.create(), "the DatagramHandlerFactory returned null: make a new handler for each server");
            handler.attach(server);
            datagrams.open(handler);
        } catch (Throwable failure) {
            throw new IOException("the handler of datagrams could not be set up", failure);
        }
    }

    @Override
    public void stop() {
        datagrams.receive(false);
    }

    @Override
    public void end() {
        datagrams.end();
    }

    @Override
    public boolean hasEnded() {
        return datagrams.hasEnded();
    }

    @Override
    public void abort(CloseReason reason) {
        datagrams.abort();
    }

    @Override
    public void release() {
        datagrams.abort();
    }

    // ---- for the datagrams

    @Override
    public boolean verify(SocketAddress sender) {
        return server.verifyRequest(sender);
    }

    @Override
    public void handled() {
        server.requestBegun(null);
    }

    @Override
    public void failed(@Nullable SocketAddress peer, Throwable failure) {
        server.reportError(peer, failure);
    }

    @Override
    public void receivingFailed(Throwable failure) {
        if (failureReport.isDue()) {
            log.warn(
                    "cannot receive on {} ({}); tried again until it works",
                    Addresses.format(server.serverAddress()),
                    failure.toString());
        }
    }

    @Override
    public void lost(@Nullable SocketAddress peer, Exception failure) {
        if (peer == null) {
            log.debug("a datagram could not be received: {}", failure.toString());
        } else {
            log.debug("a datagram to {} could not be sent: {}", Addresses.format(peer), failure.toString());
        }
    }

    @Override
    public void ended() {
        log.info("no longer serving on {}", Addresses.format(server.serverAddress()));
        server.requestEnded(null);
    }
}
