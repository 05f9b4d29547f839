package dev.selkie.server;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.Connection;
import dev.selkie.connection.ConnectionObserver;
import dev.selkie.handler.BaseRequestHandler;
import dev.selkie.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one server: taken from their source while they are wanted, verified, given a handler, and heard of when
 * they fail and when they end. On the loop's thread.
 */
final class Requests implements ConnectionObserver {
    private static final Logger log = LoggerFactory.getLogger(BaseServer.class);

    private final BaseServer server;
    private @Nullable RequestSource source;
    private @Nullable SingleRequest awaited;
    private final OncePerMinute overloadReport;

    Requests(BaseServer server) {
        this.server = server;
        this.overloadReport = new OncePerMinute(server.loop());
    }

    // ---- taking them

    void start() throws IOException {
        if (source == null) {
            source = server.openSource();
            server.connections().rehearse();
        }
        if (!server.isClosing()) {
            source.start();
            log.info("serving on {}", Addresses.format(server.serverAddress()));
        }
    }

    void stop() {
        if (source != null) {
            source.stop();
        }
    }

    /** Gives back the port. Idempotent. */
    void close() {
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

    /** The one that {@code handleRequest} waits for; null when it waits no longer. */
    void await(@Nullable SingleRequest request) {
        awaited = request;
    }

    // ---- serving them

    /** Verifies and serves a peer that has connected, or refuses it. Never throws. */
    void begin(Transport transport, SocketAddress clientAddress) {
        Connection connection = null;
        try {
            if (server.verifyRequest(clientAddress)) {
                BaseRequestHandler handler = server.requestHandlerFactory().create();
                handler.attach(server);
                connection = server.connections().open(transport, clientAddress, handler);
            } else {
                connection = server.connections().refuse(transport, clientAddress);
            }
        } catch (Throwable failure) {
            server.reportError(clientAddress, failure);
            closeQuietly(transport);
        }
        if (awaited != null) {
            awaited.begun(connection);
        }
    }

    static void closeQuietly(Transport transport) {
        try {
            transport.close();
        } catch (IOException | RuntimeException failure) {
            log.debug("a channel did not close", failure);
        }
    }

    @Override
    public void failed(Connection connection, Throwable failure) {
        server.reportError(connection.remoteAddress(), failure);
    }

    @Override
    public void closed(Connection connection, CloseReason reason, long unsentBytes) {
        if (source != null) {
            source.connectionClosed();
        }
        if (awaited != null) {
            awaited.closed(connection);
        }
        server.connectionClosed();
        String peer = Addresses.format(connection.remoteAddress());
        log.debug("{} closed: {}, {} bytes unsent", peer, reason, unsentBytes);
        if (reason == CloseReason.OVERLOADED && overloadReport.isDue()) {
            log.warn(
                    "peers hold too much memory: closed {} (and perhaps others), stuck longest; "
                            + "more heap or a larger budget serves more of them",
                    peer);
        }
    }
}
