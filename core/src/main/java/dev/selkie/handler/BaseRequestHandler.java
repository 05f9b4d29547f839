package dev.selkie.handler;

import dev.selkie.connection.RequestLifecycle;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The handler of one connection, from {@code setup} to {@code closed}. Subclass one of its subclasses; this class says
 * what is common to all.
 *
 * <p><em>To be overridden:</em> {@link #setup}, {@code handle}, {@link #endOfInput}, {@link #writable},
 * {@link #serverClosing}, {@link #finish}, {@link #closed}, {@link #goesOn}. <em>To be called:</em> {@link #connection()},
 * {@link #clientAddress}, {@link #server}. All on the loop's thread; none may block, since all other connections wait
 * meanwhile. What must block extends {@link BlockingRequestHandler}.
 */
public abstract class BaseRequestHandler extends RequestLifecycle {
    private @Nullable Server server;

    /** Handlers are made by a {@link RequestHandlerFactory}, without arguments or with those it knows. */
    protected BaseRequestHandler() {}

    /**
     * For the framework: tells the handler its server, before {@link #setup}.
     *
     * @param server whose connection it is to serve
     */
    public final void attach(Server server) {
        this.server = server;
    }

    /**
     * The peer's address, as in Python.
     *
     * @return the connection's remote address
     */
    protected final SocketAddress clientAddress() {
        return connection().remoteAddress();
    }

    /**
     * The server that accepted the connection.
     *
     * @return the same one always, from {@link #setup} on
     * @throws IllegalStateException in a constructor, and for a connection that no server has accepted
     */
    protected final Server server() {
        Server mine = server;
        if (mine == null) {
            throw new IllegalStateException("this handler serves no server's connection, or not yet");
        }
        return mine;
    }

    /**
     * Whether to handle the next message now: handlers that find messages ask before each. By default not when the one
     * before has paused the connection, ended it, or written more than is welcome. A handler whose answer is being worked
     * out elsewhere may also say no until it has it, and then {@code pause} and {@code resume} its connection, so that what
     * it has left is presented again. Other than one that pauses meanwhile, it is still read, within
     * {@link dev.selkie.connection.ConnectionOptions#maxInputBytes}, and learns at once when its peer is gone.
     *
     * @return false leaves the message where it is
     */
    protected boolean goesOn() {
        return connection().isWritable() && !connection().isPaused();
    }
}
