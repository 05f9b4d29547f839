package dev.selkie.connection;

/**
 * Why a connection ended. Each has one reason: the first cause wins; but one by which bytes are lost wins over one by which
 * they were to be sent.
 */
public enum CloseReason {
    /** The peer ended its side, and what was to be sent to it was sent. */
    PEER_CLOSED(false),
    /** The peer broke the connection off, or vanished while it was written to. */
    PEER_RESET(true),
    /** The handler, or a user of the connection, called {@link Connection#close}. */
    CLOSED_BY_HANDLER(false),
    /** The handler, or a user of the connection, called {@link Connection#abort}. */
    ABORTED(true),
    /** The handler threw. */
    HANDLER_FAILED(false),
    /** Nothing was read or written for the idle time-out. */
    IDLE(false),
    /** It was idle and {@linkplain Connection#allowEviction could be evicted}, and its place was wanted for a new client. */
    EVICTED(false),
    /** The peer took nothing of what waits for it for the write time-out. */
    STALLED(true),
    /** A message that had begun was not whole within the request time-out. */
    REQUEST_TIMEOUT(false),
    /** A message is longer than the largest input that is kept for a handler. */
    INPUT_TOO_LONG(false),
    /** More output waits in memory than the limit allows. */
    OUTPUT_TOO_LONG(true),
    /** All connections together held too much memory, and this one had been stuck longest. */
    OVERLOADED(true),
    /** The server did not want it: {@code verifyRequest} said no, or its address has as many connections as one may. */
    REFUSED(false),
    /** The server is closing. */
    SHUTDOWN(false),
    /** What was to be sent turned out shorter than promised. */
    FILE_TRUNCATED(true),
    /** A file that was to be sent cannot be opened or read. */
    FILE_FAILED(true),
    /** The channel failed by an exception that is no {@link java.io.IOException}, or the loop itself did. */
    IO_FAILED(true);

    private final boolean abrupt;

    CloseReason(boolean abrupt) {
        this.abrupt = abrupt;
    }

    /**
     * Whether waiting output is given up at once, since the peer will not take it or must not take it for the whole.
     *
     * @return false when it is sent before the connection closes
     */
    public boolean isAbrupt() {
        return abrupt;
    }
}
