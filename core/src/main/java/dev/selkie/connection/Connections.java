package dev.selkie.connection;

import dev.selkie.loop.EventLoop;
import dev.selkie.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.Consumer;

/** What the connections of one server share. Their table is the selector's own set of keys. */
public final class Connections {
    private final EventLoop loop;
    private final ConnectionOptions options;
    private final Budget budget;
    private final ConnectionObserver observer;
    private final Counters counters = new Counters();
    private final Evictions evictions;

    /**
     * For a server or a client.
     *
     * @param loop all of them are on it
     * @param options of each
     * @param budget what they hold in memory is charged to it
     * @param observer told of failures and ends
     */
    @SuppressWarnings("this-escape") // it is only kept
    public Connections(EventLoop loop, ConnectionOptions options, Budget budget, ConnectionObserver observer) {
        this.loop = loop;
        this.options = options;
        this.budget = budget;
        this.observer = observer;
        this.evictions = new Evictions(loop);
        budget.addListener(new Pressure(this)::notice);
    }

    /**
     * The numbers.
     *
     * @return always the same object
     */
    public Counters counters() {
        return counters;
    }

    /**
     * What they hold in memory is charged to it.
     *
     * @return the one of the constructor
     */
    public Budget budget() {
        return budget;
    }

    /**
     * Begins a connection: registers its channel and calls the handler's {@code setup}. On the loop's thread.
     *
     * @param transport over a channel that is connected; closed with the connection
     * @param remoteAddress the peer's
     * @param handler a new one
     * @return the connection, which may have ended already
     * @throws IOException when the channel cannot be registered; it is not closed then
     */
    public Connection open(Transport transport, SocketAddress remoteAddress, RequestLifecycle handler)
            throws IOException {
        loop.checkThread();
        var connection = new StreamConnection(this, transport, remoteAddress, handler);
        handler.serve(connection);
        counters.countOpened();
        connection.states().open();
        return connection;
    }

    /**
     * Prepares for the first connection, so that it needs no class, and with it no descriptor, that might not be there
     * then. On the loop's thread.
     */
    public void rehearse() {
        Rehearsal.on(loop);
    }

    /**
     * Ends a connection that is not wanted, in the way of all others: the peer sees the end of the stream, and no reset.
     *
     * @param transport over a channel that is connected; closed with the connection
     * @param remoteAddress the peer's
     * @return the connection, which is ending with {@link CloseReason#REFUSED}
     * @throws IOException when the channel cannot be registered; it is not closed then
     */
    public Connection refuse(Transport transport, SocketAddress remoteAddress) throws IOException {
        return open(transport, remoteAddress, new Refusal());
    }

    /**
     * Ends a connection that is not wanted at once, whatever its peer sees of that. It counts as refused.
     *
     * @param transport over a channel that is connected; closed
     * @throws IOException when it cannot be closed
     */
    public void drop(Transport transport) throws IOException {
        counters.countOpened();
        counters.countClosed(CloseReason.REFUSED, false);
        transport.close();
    }

    /**
     * Ends connections that are idle, one after the other, as long as their places are wanted: those whose handlers have
     * {@linkplain Connection#allowEviction allowed} it. On the loop's thread.
     *
     * @param wanted whether somebody waits for a place; to be said anew when one that came free has not been enough
     */
    public void makeRoom(boolean wanted) {
        evictions.want(wanted);
    }

    /** Asks them all to come to an end: each handler's {@code serverClosing} is called, soon. On the loop's thread. */
    public void askToEnd() {
        loop.defer(() -> forEach(connection -> connection.states().serverClosing()));
    }

    /**
     * Breaks off all that have not ended, with what they have unsent. On the loop's thread.
     *
     * @param reason for those that have none yet
     */
    public void abort(CloseReason reason) {
        forEach(connection -> connection.states().abort(reason));
    }

    void forEach(Consumer<StreamConnection> action) {
        loop.forEach(StreamConnection.class, connection -> {
            if (connection.connections() == this) {
                action.accept(connection);
            }
        });
    }

    Evictions evictions() {
        return evictions;
    }

    EventLoop loop() {
        return loop;
    }

    ConnectionOptions options() {
        return options;
    }

    ConnectionObserver observer() {
        return observer;
    }
}
