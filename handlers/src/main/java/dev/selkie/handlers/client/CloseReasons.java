package dev.selkie.handlers.client;

import dev.selkie.connection.CloseReason;

/** The ends of a connection, as a client tells them: a sentence whose subject is the server. */
final class CloseReasons {
    private CloseReasons() {}

    static String describe(CloseReason reason) {
        return switch (reason) {
            case PEER_CLOSED -> "closed the connection";
            case PEER_RESET -> "broke the connection off";
            case STALLED -> "takes no more of what is sent to it";
            default -> "was left: " + reason;
        };
    }
}
