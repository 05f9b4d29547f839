package dev.selkie.handlers.cli;

import dev.selkie.server.BaseServer;
import dev.selkie.server.ServerGroup;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

/** What a command serves with: one server, or a group of them on one port. */
interface Servers extends AutoCloseable {
    /** At least one; all have the same address. */
    List<? extends BaseServer> all();

    void serveForever() throws IOException;

    /** Waits for the end, unless it is called on one of their loops. */
    void close(Duration grace) throws IOException;

    /** Where there is nobody left whom a grace would help. */
    @Override
    default void close() throws IOException {
        close(Duration.ZERO);
    }

    default BaseServer first() {
        return all().get(0);
    }

    default SocketAddress address() {
        return first().serverAddress();
    }

    /** One server. */
    record One(BaseServer server) implements Servers {
        @Override
        public List<BaseServer> all() {
            return List.of(server);
        }

        @Override
        public void serveForever() throws IOException {
            server.serveForever();
        }

        @Override
        public void close(Duration grace) throws IOException {
            server.close(grace);
        }
    }

    /** Several. */
    record Group(ServerGroup<?> group) implements Servers {
        @Override
        public List<? extends BaseServer> all() {
            return group.servers();
        }

        @Override
        public void serveForever() throws IOException {
            group.serveForever();
        }

        @Override
        public void close(Duration grace) throws IOException {
            group.close(grace);
        }
    }
}
