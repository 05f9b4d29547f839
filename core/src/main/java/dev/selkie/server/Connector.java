package dev.selkie.server;

import dev.selkie.connection.Budget;
import dev.selkie.connection.CloseReason;
import dev.selkie.connection.Connection;
import dev.selkie.connection.ConnectionObserver;
import dev.selkie.connection.Connections;
import dev.selkie.connection.Counters;
import dev.selkie.handler.BaseRequestHandler;
import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.loop.EventLoop;
import dev.selkie.loop.Timer;
import dev.selkie.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients on a loop, with the handler classes that serve on the other side. Their handlers have no
 * {@link BaseRequestHandler#server() server}.
 *
 * <pre>{@code
 * try (var loop = new EventLoop();
 *         var connector = new Connector(loop)) {
 *     connector.connect(new InetSocketAddress("127.0.0.1", 9000), Greeter::new)
 *             .whenComplete((connection, failure) -> {
 *                 if (failure != null) {
 *                     System.err.println(failure.getMessage());
 *                     loop.stop();
 *                 }
 *             });
 *     loop.run(); // until a handler's closed(), or the above, calls loop.stop()
 * }
 * }</pre>
 *
 * <p>The loop is not its own: somebody else runs it, or nothing happens. All methods may be called from any thread.
 */
public class Connector implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Connector.class);

    /** As a server's, by default. */
    private static final Duration GRACE = ServerOptions.defaults().grace();

    private final EventLoop loop;
    private final ConnectorOptions options;
    private final Connections connections;
    private final Errors errors;
    private final Set<Connecting> pending = ConcurrentHashMap.newKeySet();
    private final Runnable whenLoopCloses;
    private final Timer graceTimer;
    private volatile boolean closed;
    private boolean rehearsed;

    /**
     * A connector with the default options.
     *
     * @param loop run by its owner
     */
    public Connector(EventLoop loop) {
        this(loop, ConnectorOptions.defaults());
    }

    /**
     * A connector.
     *
     * @param loop run by its owner
     * @param options its settings
     */
    @SuppressWarnings("this-escape") // its parts only keep it: they call it when there is something to tell
    public Connector(EventLoop loop, ConnectorOptions options) {
        this.loop = loop;
        this.options = options;
        this.connections = new Connections(loop, options.connection(), options.budgetOrNew(), new Observer());
        this.errors = new Errors(Connector.class, loop);
        this.whenLoopCloses = () -> giveUpPending("the event loop was closed");
        this.graceTimer = loop.timer(() -> connections.abort(CloseReason.SHUTDOWN));
        loop.addCloseListener(whenLoopCloses);
    }

    // ---- to be called

    /**
     * Connects to an address, within {@link ConnectorOptions#timeout}. A name that is not resolved yet is looked up away
     * from the loop, and all its addresses are tried in their order, each with an equal share of the time that is left.
     *
     * <p>What is returned is completed on the loop's thread, where nothing may block: with the connection, after the
     * handler's {@code setup}, when it may have ended already; or with what stood in the way, of the last address where
     * there are several, those before suppressed in it: {@link UnknownHostException}, {@link java.net.ConnectException}
     * (refused), {@link java.net.NoRouteToHostException}, {@link java.net.SocketTimeoutException}, another
     * {@link IOException}, or what the factory threw. Cancelling it gives the attempt up.
     *
     * @param address {@link java.net.InetSocketAddress}, resolved or not, or {@link java.net.UnixDomainSocketAddress}
     * @param factory makes the handler, once the connection is there
     * @return completed once, always; even when the loop is closed
     */
    public CompletableFuture<Connection> connect(SocketAddress address, RequestHandlerFactory factory) {
        var connecting = new Connecting(
                this, Objects.requireNonNull(address, "address"), Objects.requireNonNull(factory, "factory"));
        pending.add(connecting); // before it looks: who closes meanwhile finds it there
        if (closed) {
            connecting.refuse("the connector is closed");
        } else if (loop.isClosed()) {
            connecting.refuse("the event loop is closed");
        } else {
            loop.execute(connecting::start);
        }
        return connecting.outcome();
    }

    /**
     * Gives up what is not connected yet, and ends every connection as a server's {@code close} does: each handler's
     * {@code serverClosing} is called, what was written is sent, and what has not ended after five seconds is broken off.
     * Begins only: whoever runs the loop brings it about. Idempotent.
     */
    @Override
    public void close() {
        closed = true;
        loop.execute(this::end);
    }

    private void end() {
        giveUpPending("the connector was closed");
        loop.removeCloseListener(whenLoopCloses);
        if (counters().open() > 0 && !graceTimer.isArmed()) {
            graceTimer.armAfter(GRACE);
            connections.askToEnd();
        }
    }

    private void giveUpPending(String why) {
        pending.forEach(connecting -> connecting.giveUp(why));
    }

    // ---- to be overridden

    /**
     * Called when a handler has thrown, errors included, on the loop's thread. By default it is logged, or printed where
     * SLF4J has no provider. What this method throws is logged too.
     *
     * @param remoteAddress the peer's
     * @param failure what was thrown
     */
    protected void handleError(SocketAddress remoteAddress, Throwable failure) {
        errors.log("while talking to", remoteAddress, failure);
    }

    /**
     * Looks up a name, on the loop's executor for what may block. By default asks the system; where there is none, as in
     * a simulated network, this is the place for one's own.
     *
     * @param host as it was given
     * @return its addresses, at least one, in the order to be tried
     * @throws UnknownHostException when there are none
     */
    protected InetAddress[] resolve(String host) throws UnknownHostException {
        return InetAddress.getAllByName(host);
    }

    // ---- what it is made of

    /**
     * The loop it is on.
     *
     * @return as given
     */
    public final EventLoop loop() {
        return loop;
    }

    /**
     * Its settings.
     *
     * @return as given
     */
    public final ConnectorOptions options() {
        return options;
    }

    /**
     * What its connections have done.
     *
     * @return live numbers
     */
    public final Counters counters() {
        return connections.counters();
    }

    /**
     * The memory held for its connections.
     *
     * @return the budget they are charged to
     */
    public final Budget budget() {
        return connections.budget();
    }

    // ---- for its parts, on the loop's thread

    Connection open(Transport transport, SocketAddress remoteAddress, BaseRequestHandler handler) throws IOException {
        return connections.open(transport, remoteAddress, handler);
    }

    /** Once, before the first channel: on 17 the JDK itself cannot close one that is the first when no descriptor is free. */
    void rehearse() {
        if (!rehearsed) {
            rehearsed = true;
            connections.rehearse();
        }
    }

    void over(Connecting connecting) {
        pending.remove(connecting);
    }

    private final class Observer implements ConnectionObserver {
        @Override
        public void failed(Connection connection, Throwable failure) {
            errors.report(thrown -> handleError(connection.remoteAddress(), thrown), failure);
        }

        @Override
        public void closed(Connection connection, CloseReason reason, long unsentBytes) {
            Requests.logClosed(log, connection, reason, unsentBytes);
            if (counters().open() == 0) {
                graceTimer.cancel();
            }
        }
    }
}
