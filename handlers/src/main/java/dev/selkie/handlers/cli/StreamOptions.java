package dev.selkie.handlers.cli;

import dev.selkie.connection.ConnectionOptions;
import dev.selkie.server.ServerOptions;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of servers whose clients have connections. */
final class StreamOptions {
    private ServerOptions server = ServerOptions.defaults();
    private ConnectionOptions connection = ConnectionOptions.defaults();

    @Option(
            names = "--backlog",
            paramLabel = "COUNT",
            defaultValue = "1024",
            converter = IntegerInRange.Count.class,
            description = {
                "Clients that may wait to be accepted; the system cuts it to its own limit.",
                "Default: ${DEFAULT-VALUE}"
            })
    void backlog(int connections) {
        server = server.withRequestQueueSize(connections);
    }

    @Option(
            names = "--idle-timeout",
            paramLabel = "TIME",
            defaultValue = "10m",
            converter = DurationConverter.class,
            description = {
                "Close a connection on which nothing was sent or received for so long; 0: never.",
                "Default: ${DEFAULT-VALUE}"
            })
    void idleTimeout(Duration timeout) {
        connection = connection.withIdleTimeout(timeout);
    }

    ServerOptions toServerOptions() {
        return server.withConnection(connection);
    }
}
