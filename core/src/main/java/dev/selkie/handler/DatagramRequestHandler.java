package dev.selkie.handler;

import dev.selkie.connection.DatagramLifecycle;
import org.jspecify.annotations.Nullable;

/**
 * The handler of all datagrams of a server: one instance a socket. There are no connections, so what it knows of a client
 * beyond one datagram it keeps itself, by {@link #clientAddress}, and within bounds of its own.
 *
 * <p><em>To be overridden:</em> {@link #setup}, {@link #handle}, {@link #finish}. <em>To be called:</em>
 * {@link #clientAddress}, {@link #isTruncated}, {@link #reply}, {@link #send}, {@link #server}. All on the loop's thread,
 * but for {@code send}; none may block, since all others on the loop wait meanwhile.
 *
 * <pre>{@code
 * public final class Echo extends DatagramRequestHandler {
 *     @Override
 *     protected void handle(ByteBuffer packet) {
 *         reply(packet);
 *     }
 * }
 * }</pre>
 *
 * <p>Answers go out only when they are asked for. Python's class of this name answers every datagram, with an empty one at
 * least, even after an exception.
 */
public abstract class DatagramRequestHandler extends DatagramLifecycle {
    private @Nullable Server server;

    /** Handlers are made by a {@link DatagramHandlerFactory}, without arguments or with those it knows. */
    protected DatagramRequestHandler() {}

    /**
     * For the framework: tells the handler its server, before {@link #setup}.
     *
     * @param server whose datagrams it is to handle
     */
    public final void attach(Server server) {
        this.server = server;
    }

    /**
     * The server whose datagrams it handles.
     *
     * @return the same one always, from {@link #setup} on
     * @throws IllegalStateException in a constructor
     */
    protected final Server server() {
        Server mine = server;
        if (mine == null) {
            throw new IllegalStateException("a handler has no server before setup()");
        }
        return mine;
    }
}
