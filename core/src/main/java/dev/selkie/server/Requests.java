package dev.selkie.server;

import static java.util.Objects.requireNonNull;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.Connection;
import dev.selkie.connection.ConnectionObserver;
import dev.selkie.connection.Connections;
import dev.selkie.handler.BaseRequestHandler;
import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one server, which are connections: taken from their source while they are wanted, verified, given a
 * handler, and heard of when they fail and when they end. On the loop's thread.
 */
final class Requests implements ConnectionObserver, Service {
    private static final Logger log = LoggerFactory.getLogger(BaseServer.class);

    private final StreamServer server;
    private final Connections connections;
    private final Places places;
    private final OncePerMinute overloadReport;
    private final OncePerMinute tooManyReport;
    private volatile RequestHandlerFactory factory;
    private @Nullable RequestSource source;

    @SuppressWarnings("this-escape") // it is only kept
    Requests(StreamServer server, Places places, RequestHandlerFactory factory) {
        this.server = server;
        this.places = places;
        this.factory = factory;
        this.connections = new Connections(server.loop(), server.options().connection(), server.budget(), this);
        this.overloadReport = new OncePerMinute(server.loop());
        this.tooManyReport = new OncePerMinute(server.loop());
    }

    Connections connections() {
        return connections;
    }

    RequestHandlerFactory factory() {
        return factory;
    }

    void factory(RequestHandlerFactory replacement) {
        factory = requireNonNull(replacement, "factory");
    }

    // ---- taking them

    @Override
    public void start() throws IOException {
        if (source == null) {
            source = server.openSource();
            connections.rehearse();
        }
        if (!server.isClosing()) {
            source.start();
            log.info("serving on {}", Addresses.format(server.serverAddress()));
        }
    }

    @Override
    public void stop() {
        if (source != null) {
            source.stop();
        }
    }

    /** Who has connected is served, and what has arrived is handled, before anybody is asked to end. */
    @Override
    public void end() {
        if (source != null) {
            source.drain();
        }
        release();
        server.loop().schedule(Duration.ZERO, connections::askToEnd);
    }

    @Override
    public boolean hasEnded() {
        return connections.counters().open() == 0;
    }

    @Override
    public void abort(CloseReason reason) {
        connections.abort(reason);
    }

    @Override
    public void release() {
        try {
            closeSource();
            log.info("no longer listening on {}", Addresses.format(server.serverAddress()));
        } catch (IOException | RuntimeException failure) {
            server.reportError(null, failure);
        }
    }

    private void closeSource() throws IOException {
        try {
            server.closeChannel();
        } finally {
            if (source != null) {
                source.close();
            }
        }
    }

    // ---- serving them

    /** Verifies and serves a peer that has connected, and has a place, or refuses it. Never throws. */
    void begin(Transport transport, SocketAddress clientAddress) {
        Connection connection = null;
        try {
            connection = switch (places.byAddress().enter(clientAddress)) {
                case WELCOME -> verify(transport, clientAddress);
                case TOO_MANY -> refuse(transport, clientAddress);
                case FAR_TOO_MANY -> drop(transport);
            };
        } catch (Throwable failure) {
            server.reportError(clientAddress, failure);
            closeQuietly(transport);
        }
        if (connection == null) {
            leave(clientAddress);
        }
        server.requestBegun(connection);
    }

    private Connection verify(Transport transport, SocketAddress clientAddress) throws Exception {
        if (!server.verifyRequest(clientAddress)) {
            return connections.refuse(transport, clientAddress);
        }
        BaseRequestHandler handler = handlerBy(factory);
        handler.attach(server);
        return connections.open(transport, clientAddress, handler);
    }

    private Connection refuse(Transport transport, SocketAddress clientAddress) throws IOException {
        if (tooManyReport.isDue()) {
            log.warn(
                    "refused {} (and perhaps others): its address has {} connections, as many as one may",
                    Addresses.format(clientAddress),
                    places.byAddress().limit());
        }
        return connections.refuse(transport, clientAddress);
    }

    private @Nullable Connection drop(Transport transport) throws IOException {
        connections.drop(transport);
        return null;
    }

    /** One that has begun, or could not, has closed. */
    private void leave(SocketAddress clientAddress) {
        places.byAddress().leave(clientAddress);
        places.giveBack();
    }

    /** Makes a handler; a factory that gives none is told so, rather than whoever needs one next. */
    static BaseRequestHandler handlerBy(RequestHandlerFactory factory) throws Exception {
        return requireNonNull(
                factory.create(), "the RequestHandlerFactory returned null: make a new handler for each connection");
    }

    /** By a reset: the end of the stream would tell a peer that sends a file that it has arrived. */
    static void closeQuietly(Transport transport) {
        try {
            transport.resetOnClose();
        } catch (IOException | RuntimeException failure) {
            log.debug("a channel will not close by a reset", failure);
        }
        try {
            transport.close();
        } catch (IOException | RuntimeException failure) {
            log.debug("a channel did not close: {}", failure.toString());
        }
    }

    @Override
    public void failed(Connection connection, Throwable failure) {
        server.reportError(connection.remoteAddress(), failure);
    }

    @Override
    public void closed(Connection connection, CloseReason reason, long unsentBytes) {
        leave(connection.remoteAddress());
        if (source != null) {
            source.connectionClosed();
        }
        server.requestEnded(connection);
        logClosed(log, connection, reason, unsentBytes);
        if (reason == CloseReason.OVERLOADED && overloadReport.isDue()) {
            log.warn(
                    "peers hold too much memory: closed {} (and perhaps others), stuck longest; "
                            + "more heap or a larger budget serves more of them",
                    Addresses.format(connection.remoteAddress()));
        }
    }

    static void logClosed(Logger log, Connection connection, CloseReason reason, long unsentBytes) {
        if (log.isDebugEnabled()) { // else nobody needs the address as a text
            String peer = Addresses.format(connection.remoteAddress());
            log.debug("{} closed: {}, {} bytes unsent", peer, reason, unsentBytes);
        }
    }
}
