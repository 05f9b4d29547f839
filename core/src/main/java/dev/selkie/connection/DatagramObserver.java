package dev.selkie.connection;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The server that datagrams belong to, as they see it. Called on the loop's thread; only {@link #verify} may throw. */
public interface DatagramObserver {
    /**
     * Asks whether a datagram is to be handled.
     *
     * @param sender of the datagram
     * @return false drops it
     */
    boolean verify(SocketAddress sender);

    /** A datagram has been handled, or was not wanted. */
    void handled();

    /**
     * The handler threw, or {@link #verify}, or the network what it must not.
     *
     * @param peer whose datagram it was; null when it was none's
     * @param failure anything, errors included
     */
    void failed(@Nullable SocketAddress peer, Throwable failure);

    /**
     * Receiving has failed twice in a row, and pauses.
     *
     * @param failure the second
     */
    void receivingFailed(Throwable failure);

    /**
     * A datagram could not be sent, or a first one not received.
     *
     * @param peer to whom; null when it was none's
     * @param failure the network's
     */
    void lost(@Nullable SocketAddress peer, Exception failure);

    /** Nothing is left to be sent, and the channel is closed. */
    void ended();
}
