package dev.selkie.server;

import dev.selkie.connection.Connection;
import dev.selkie.loop.EventLoop;
import dev.selkie.loop.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** {@code handleRequest}: one request, from its coming to the end of its connection, if it has one. */
final class SingleRequest {
    private final BaseServer server;
    private @Nullable Connection connection;
    private boolean over;
    private boolean timedOut;

    SingleRequest(BaseServer server) {
        this.server = server;
    }

    /** Runs the loop until the request is over, or something else is. Returns false when none came in time. */
    boolean serve(EventLoop loop, @Nullable Duration timeout, BooleanSupplier elseOver) throws IOException {
        server.service().start();
        Timer timer = loop.timer(this::timeOut);
        if (timeout != null) {
            timer.armAfter(timeout);
        }
        try {
            server.runLoop(() -> over || elseOver.getAsBoolean());
        } finally {
            timer.cancel();
            server.service().stop();
        }
        return over && !timedOut;
    }

    /** It has come; without a connection when that could not be made, and when it is a datagram, which has been handled. */
    void begun(@Nullable Connection connection) {
        this.connection = connection;
        over = connection == null;
        server.service().stop();
    }

    void ended(@Nullable Connection ended) {
        over |= ended == connection && ended != null;
    }

    /** Time for its coming, not for its end. */
    private void timeOut() {
        if (connection == null && !over) {
            over = true;
            timedOut = true;
            server.runHandleTimeout();
        }
    }
}
