package dev.selkie.server;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is told of a connect that failed: one line, where to and why, in an exception of a kind that callers tell apart. */
final class ConnectFailures {
    private ConnectFailures() {}

    static IOException cannot(String address, @Nullable String why, @Nullable Throwable cause) {
        return new IOException(message(address, why), cause);
    }

    static IOException unknownHost(String address, UnknownHostException cause) {
        return withCause(new UnknownHostException(message(address, "unknown host")), cause);
    }

    static IOException timedOut(String doing, Duration after) {
        long millis = after.toMillis();
        return new SocketTimeoutException(
                doing + " timed out after " + (millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms"));
    }

    /** Names the address in what a channel threw; what was made here names it already. */
    static IOException described(String address, IOException failure) {
        if (failure instanceof SocketTimeoutException || failure instanceof UnknownHostException) {
            return failure;
        }
        if (failure instanceof ConnectException) {
            return withCause(new ConnectException(message(address, failure.getMessage())), failure);
        }
        if (failure instanceof NoRouteToHostException) {
            return withCause(new NoRouteToHostException(message(address, failure.getMessage())), failure);
        }
        return cannot(address, failure.getMessage(), failure);
    }

    private static String message(String address, @Nullable String why) {
        return "cannot connect to " + address + ": " + why;
    }

    private static IOException withCause(IOException failure, IOException cause) {
        failure.initCause(cause);
        return failure;
    }
}
