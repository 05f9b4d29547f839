package dev.selkie.examples;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.Connection;
import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.server.Connector;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One side of a relay: what it receives goes out on the other side, as fast as that takes it; ends and breaks too. */
class Relay extends StreamRequestHandler {
    private @Nullable Connection other;

    /** Passes each connection of a server on to a target. */
    static RequestHandlerFactory to(Connector connector, SocketAddress target) {
        return () -> new Front(connector, target);
    }

    void join(Connection otherSide) {
        other = otherSide;
    }

    @Override
    protected void handle(ByteBuffer received) {
        Connection to = Objects.requireNonNull(other);
        to.write(received);
        if (!to.isWritable()) {
            connection().pause(); // until the other side is writable
        }
    }

    @Override
    protected void writable() {
        Objects.requireNonNull(other).resume();
    }

    @Override
    protected void endOfInput() {
        Objects.requireNonNull(other).endOutput(); // the answer may still come
    }

    @Override
    protected void closed(CloseReason reason, long unsentBytes) {
        if (other != null && reason.isAbrupt()) {
            other.abort();
        } else if (other != null) {
            other.close();
        }
    }

    /** The side that was accepted: paused until the other one is there. */
    private static final class Front extends Relay {
        private final Connector connector;
        private final SocketAddress target;
        private @Nullable CompletableFuture<Connection> connecting;

        Front(Connector connector, SocketAddress target) {
            this.connector = connector;
            this.target = target;
        }

        @Override
        protected void setup() {
            connection().pause();
            var back = new Relay();
            back.join(connection());
            connecting = connector.connect(target, () -> back);
            connecting.whenComplete((there, failure) -> {
                if (failure != null) {
                    connection().abort();
                } else {
                    join(there);
                    connection().resume();
                }
            });
        }

        @Override
        protected void closed(CloseReason reason, long unsentBytes) {
            Objects.requireNonNull(connecting).cancel(true);
            super.closed(reason, unsentBytes);
        }
    }
}
