package dev.selkie.server;

import dev.selkie.connection.Counters;
import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.loop.EventLoop;
import dev.selkie.transport.PlainTransport;
import dev.selkie.transport.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the servers on a listening channel share, whatever its addresses are: connections, each with its handler. */
abstract class StreamServer extends BaseServer {
    private static final Logger log = LoggerFactory.getLogger(StreamServer.class);

    private final ServerSocketChannel channel;
    private final Closeable listening;
    private final Places places;
    private final Requests requests;

    /**
     * A server on a channel that listens.
     *
     * @param borrowed run by its owner; null makes one of its own
     * @param channel in non-blocking mode
     * @param listening closes the channel, and what else listening has brought about; also when this throws
     */
    @SuppressWarnings("this-escape") // its requests only keep it: they call it when it serves
    StreamServer(
            @Nullable EventLoop borrowed,
            RequestHandlerFactory factory,
            ServerSocketChannel channel,
            Closeable listening,
            ServerOptions options)
            throws IOException {
        super(borrowed == null ? ownLoop(listening) : borrowed, borrowed == null, options);
        this.channel = channel;
        this.listening = listening;
        this.places = options.placesOrNew();
        this.requests = new Requests(this, places, factory);
    }

    /**
     * The listening channel, for its options.
     *
     * @return not to be read or closed by others
     */
    public final ServerSocketChannel channel() {
        return channel;
    }

    /**
     * Makes the handlers.
     *
     * @return asked at each request
     */
    public final RequestHandlerFactory requestHandlerFactory() {
        return requests.factory();
    }

    /**
     * Replaces what makes the handlers, for requests that come from now on. Callable from any thread.
     *
     * @param factory a new one
     */
    public final void requestHandlerFactory(RequestHandlerFactory factory) {
        requests.factory(factory);
    }

    @Override
    public final Counters counters() {
        return requests.connections().counters();
    }

    @Override
    final Requests service() {
        return requests;
    }

    /** Called once, when connections are first to be taken. */
    RequestSource openSource() {
        return new Acceptor(
                loop(),
                channel,
                places,
                this::accepted,
                failure -> reportError(null, failure),
                requests.connections()::makeRoom);
    }

    /** Gives back the port. Idempotent. */
    void closeChannel() throws IOException {
        listening.close();
    }

    private void accepted(SocketChannel connection) {
        var transport = new PlainTransport(connection);
        SocketAddress clientAddress;
        try {
            Sockets.prepare(connection);
            clientAddress = connection.getRemoteAddress();
        } catch (IOException failure) {
            log.debug("a peer had left before it was served: {}", failure.toString());
            discard(transport);
            return;
        } catch (Throwable failure) { // one connection's trouble must not end the listening
            reportError(null, failure);
            discard(transport);
            return;
        }
        requests.begin(transport, clientAddress);
    }

    private void discard(Transport transport) {
        Requests.closeQuietly(transport);
        places.giveBack();
    }
}
