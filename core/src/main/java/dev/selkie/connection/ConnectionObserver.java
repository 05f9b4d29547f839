package dev.selkie.connection;

/** The server or client a connection belongs to, as the connection sees it. Called on the loop's thread. */
public interface ConnectionObserver {
    /**
     * A handler threw.
     *
     * @param connection whose
     * @param failure anything, errors included; what {@code finish} threw after it is suppressed in it
     */
    void failed(Connection connection, Throwable failure);

    /**
     * A connection has ended.
     *
     * @param connection its channel is closed
     * @param reason the first cause
     * @param unsentBytes given to {@code write} and {@code send}, and not sent
     */
    void closed(Connection connection, CloseReason reason, long unsentBytes);
}
