package dev.selkie.connection;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a socket for datagrams calls, always on the loop's thread and never one call inside another, and what may be asked
 * of it. Users subclass {@code DatagramRequestHandler} on the floor above.
 */
public abstract class DatagramLifecycle {
    private @Nullable Datagrams datagrams;

    /** For the handler class. */
    protected DatagramLifecycle() {}

    final void serve(Datagrams mine) {
        if (datagrams != null) {
            throw new IllegalStateException(
                    "this " + getClass().getName() + " serves a socket already: make a new handler for each");
        }
        datagrams = mine;
    }

    private Datagrams datagrams() {
        Datagrams mine = datagrams;
        if (mine == null) {
            throw new IllegalStateException("a handler has no socket before setup()");
        }
        return mine;
    }

    // ---- to be overridden

    /**
     * Called once, before any datagram is received. May send. Does nothing by default.
     *
     * @throws Exception then the server cannot serve: {@code serveForever} throws it
     */
    protected void setup() throws Exception {}

    /**
     * Called once for each datagram, an empty one too.
     *
     * @param packet from position to limit the datagram's bytes; the loop's buffer, valid during the call only
     * @throws Exception reported to the server's {@code handleError}; the next datagram is handled all the same
     */
    protected abstract void handle(ByteBuffer packet) throws Exception;

    /**
     * Called once after a {@link #setup} that succeeded, when the server closes. May still send. Does nothing by default.
     *
     * @throws Exception reported to the server's {@code handleError}
     */
    protected void finish() throws Exception {}

    // ---- to be called

    /**
     * Who sent the datagram that is being handled.
     *
     * @return as the datagram says, which anybody can forge
     * @throws IllegalStateException outside of {@link #handle}
     */
    protected final InetSocketAddress clientAddress() {
        return datagrams().sender();
    }

    /**
     * Whether the datagram that is being handled was longer than the largest packet, and was cut.
     *
     * @return true when its end is missing
     * @throws IllegalStateException outside of {@link #handle}
     */
    protected final boolean isTruncated() {
        return datagrams().isTruncated();
    }

    /**
     * Sends a datagram to {@link #clientAddress}; but never to a port below 1024 nor to the server itself, since another
     * server there, or this one, might answer the answer, and so for ever. What is refused is counted.
     *
     * @param packet from position to limit one datagram; the caller's again, and consumed, when this returns
     * @return as {@link #send}, and false when it was refused
     * @throws IllegalStateException outside of {@link #handle}
     */
    protected final boolean reply(ByteBuffer packet) {
        return datagrams().reply(packet);
    }

    /**
     * Sends a datagram. What the socket does not take waits in a queue, in order; when that is full, memory is short or
     * the server is closing, it is dropped. Callable from any thread; off the loop's the bytes are copied, and sent
     * soon.
     *
     * @param packet from position to limit one datagram; the caller's again, and consumed, when this returns
     * @param target anywhere, with a port
     * @return false when it will not be sent: it was dropped, or the network cannot send it (it is too long, the target
     *     cannot be reached, …); true does not promise that it arrives
     * @throws IllegalStateException in a constructor
     */
    protected final boolean send(ByteBuffer packet, SocketAddress target) {
        return datagrams().send(packet, target);
    }
}
