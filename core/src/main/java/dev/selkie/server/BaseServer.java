package dev.selkie.server;

import dev.selkie.connection.Budget;
import dev.selkie.connection.CloseReason;
import dev.selkie.connection.Connection;
import dev.selkie.handler.Server;
import dev.selkie.loop.EventLoop;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all servers share: the surface of Python's {@code socketserver.BaseServer}.
 *
 * <p><em>To be called,</em> from any thread: {@link #serveForever()}, {@link #handleRequest()}, {@link #shutdown()},
 * {@link #close()}. <em>To be overridden:</em> {@link #verifyRequest}, {@link #handleError}, {@link #serviceActions},
 * {@link #handleTimeout}; they are called on the loop's thread and must not block.
 *
 * <p>What its clients send, and how that is handled, is its subclasses' business: {@link TcpServer} and {@link UnixServer}
 * have connections, {@link UdpServer} has datagrams.
 *
 * <p>A server made without a loop owns one, which {@code serveForever} runs. One made with a loop borrows it:
 * {@code serveForever} and {@code shutdown} then start and stop taking requests and return at once, and whoever owns the
 * loop runs it; only {@code handleRequest} runs it, on the caller's thread.
 */
public abstract class BaseServer implements Server, AutoCloseable {
    private final EventLoop loop;
    private final boolean ownsLoop;
    private final ServerOptions options;
    private final Budget budget;
    private final Errors errors;
    private final Serving serving;
    private final Closing closing;
    private @Nullable SingleRequest awaited;

    @SuppressWarnings("this-escape") // its parts only keep it: they call it when it serves
    BaseServer(EventLoop loop, boolean ownsLoop, ServerOptions options) {
        this.loop = loop;
        this.ownsLoop = ownsLoop;
        this.options = options;
        this.budget = options.budgetOrNew();
        this.errors = new Errors(BaseServer.class, loop);
        this.serving = new Serving(this, loop, ownsLoop);
        this.closing = new Closing(this, loop);
    }

    /**
     * A loop for a server that is given one, looked at before anything is opened.
     *
     * @throws IllegalStateException when it is closed
     */
    static EventLoop borrowed(EventLoop loop) {
        if (loop.isClosed()) {
            throw new IllegalStateException("this event loop is closed");
        }
        return loop;
    }

    /**
     * A loop for a server that is given none.
     *
     * @param listening closed when there is no loop to be had
     */
    static EventLoop ownLoop(Closeable listening) throws IOException {
        try {
            return new EventLoop();
        } catch (IOException failure) {
            listening.close();
            throw failure;
        }
    }

    // ---- to be called

    /**
     * Serves until {@link #shutdown} or {@link #close} is called; returns at once when that was done before. Can be called
     * again after a {@code shutdown}. On a borrowed loop it starts to take requests and returns.
     *
     * @throws IOException when the selector fails; all connections are closed then
     * @throws IllegalStateException when it is serving already
     */
    public void serveForever() throws IOException {
        serve(null);
    }

    /**
     * As {@link #serveForever()}, and wakes up regularly for {@link #serviceActions}: the only thing here that ticks.
     *
     * @param pollInterval between two calls when nothing else happens; Python's default is half a second
     * @throws IOException when the selector fails; all connections are closed then
     * @throws IllegalStateException when it is serving already
     */
    public void serveForever(Duration pollInterval) throws IOException {
        serve(pollInterval);
    }

    private void serve(@Nullable Duration pollInterval) throws IOException {
        try {
            serving.serve(pollInterval, closing::isDone);
        } finally {
            closeOwnLoop();
        }
    }

    /**
     * Takes one request, a connection or a datagram, and serves it to its end. Others that are open are served meanwhile.
     * Waits for ever, unless {@link #shutdown} or {@link #close} is called.
     *
     * @throws IOException when the selector fails; all connections are closed then
     * @throws IllegalStateException when somebody runs the loop
     */
    public void handleRequest() throws IOException {
        handleOne(null);
    }

    /**
     * Takes one request and serves it to its end, unless none comes in time.
     *
     * @param timeout for its coming, not for its end; zero: only one that is there already
     * @return false when none came in time; {@link #handleTimeout} was called then. Also when {@link #shutdown} or
     *     {@link #close} came before
     * @throws IOException when the selector fails; all connections are closed then
     * @throws IllegalStateException when somebody runs the loop
     */
    public boolean handleRequest(Duration timeout) throws IOException {
        return handleOne(timeout);
    }

    private boolean handleOne(@Nullable Duration timeout) throws IOException {
        if (loop.isRunning()) {
            throw new IllegalStateException("handleRequest() runs the loop, which is running already");
        }
        try {
            return serving.serveOne(timeout, closing::isDone);
        } finally {
            closeOwnLoop();
        }
    }

    /**
     * Ends {@link #serveForever} and waits for its end. Closes nothing: connections stay open, and are served again when it
     * is called again. Before {@code serveForever} it makes that return at once; after its end it does nothing. On the
     * loop's thread, and on a borrowed loop, it does not wait.
     */
    @Override
    public void shutdown() {
        serving.stop();
    }

    /**
     * {@link #close(Duration)} with {@link ServerOptions#grace}.
     *
     * @throws IOException when the selector fails meanwhile
     */
    @Override
    public void close() throws IOException {
        close(options.grace());
    }

    /**
     * Stops listening, ends every connection (each handler's {@code finish} is called, and what was written is sent), and
     * waits until all have closed; a server of datagrams has one handler, and one queue to send. That needs the loop: where
     * nobody runs it, the caller's thread does. On the loop's own thread it only begins. Ends {@code serveForever}. The
     * first call decides, later ones wait with it.
     *
     * @param grace when it has passed, what is still open is broken off
     * @throws IOException when the selector fails meanwhile
     */
    public void close(Duration grace) throws IOException {
        if (closing.begin()) {
            loop.execute(() -> closing.drain(grace));
            serving.close(); // behind it: who waits to be accepted still is
        }
        if (!loop.inLoop()) {
            serving.awaitEnd();
            closing.await();
            closeOwnLoop();
        }
    }

    private void closeOwnLoop() throws IOException {
        if (ownsLoop && closing.isDone()) {
            loop.close();
        }
    }

    // ---- to be overridden

    /**
     * Called for each connection before its handler is made, with no byte read; by a server of datagrams, before each is
     * handled.
     *
     * @param clientAddress the peer's
     * @return false to end the connection with {@link CloseReason#REFUSED}, or to drop the datagram; true by default
     */
    protected boolean verifyRequest(SocketAddress clientAddress) {
        return true;
    }

    /**
     * Called when a handler, its factory or a hook has thrown, errors included. By default it is logged, or printed where
     * SLF4J has no provider: what is thrown at one place again and again once a minute, with how often. What this method
     * throws is logged too.
     *
     * @param clientAddress whose request; null when it was none's
     * @param failure what was thrown
     */
    protected void handleError(@Nullable SocketAddress clientAddress, Throwable failure) {
        errors.log(clientAddress == null ? "in a hook of the server" : "while serving", clientAddress, failure);
    }

    /** Called after each turn of the loop while it serves. Does nothing by default. */
    protected void serviceActions() {}

    /** Called when {@link #handleRequest(Duration)} has waited in vain. Does nothing by default. */
    protected void handleTimeout() {}

    // ---- what it is made of

    /**
     * The loop it runs on.
     *
     * @return its own, or the one it borrows
     */
    @Override
    public final EventLoop loop() {
        return loop;
    }

    /**
     * The memory held for its peers.
     *
     * @return the budget it is charged to
     */
    public final Budget budget() {
        return budget;
    }

    /**
     * Its settings.
     *
     * @return as given
     */
    public final ServerOptions options() {
        return options;
    }

    @Override
    public String toString() {
        String name = getClass().getName(); // an anonymous class has no simple one
        return name.substring(name.lastIndexOf('.') + 1) + " on " + Addresses.format(serverAddress());
    }

    // ---- for its parts

    /** Runs the loop on the caller's thread. When it fails, the connections on it are told, and it is closed. */
    void runLoop(BooleanSupplier done) throws IOException {
        try {
            loop.runUntil(done);
        } catch (IOException | RuntimeException | Error failure) {
            loopFailed();
            throw failure;
        }
    }

    /** As {@link #runLoop}; false when somebody else runs it, or it is closed. */
    boolean tryRunLoop(BooleanSupplier done) throws IOException {
        try {
            return loop.tryRunUntil(done);
        } catch (IOException | RuntimeException | Error failure) {
            loopFailed();
            throw failure;
        }
    }

    /** Unless it never ran here: somebody else runs it, or it is closed. */
    private void loopFailed() throws IOException {
        if (!loop.isRunning() && !loop.isClosed()) {
            service().abort(CloseReason.IO_FAILED);
            loop.close();
        }
    }

    // ---- for its parts, on the loop's thread

    /** What it does for its clients: the same one always. */
    abstract Service service();

    boolean isClosing() {
        return closing.isBegun();
    }

    /** The one that {@code handleRequest} waits for; null when it waits no longer. */
    void await(@Nullable SingleRequest request) {
        awaited = request;
    }

    /** A request has come. Without a connection when it is over already. */
    void requestBegun(@Nullable Connection connection) {
        if (awaited != null) {
            awaited.begun(connection);
        }
    }

    /** One has come to its end: a connection, or, when the server closes, all there is of a server without any. */
    void requestEnded(@Nullable Connection connection) {
        if (awaited != null) {
            awaited.ended(connection);
        }
        closing.requestEnded();
    }

    void reportError(@Nullable SocketAddress clientAddress, Throwable failure) {
        errors.report(thrown -> handleError(clientAddress, thrown), failure);
    }

    void runServiceActions() {
        runHook(this::serviceActions);
    }

    void runHandleTimeout() {
        runHook(this::handleTimeout);
    }

    private void runHook(Runnable hook) {
        try {
            hook.run();
        } catch (Throwable failure) {
            reportError(null, failure);
        }
    }
}
