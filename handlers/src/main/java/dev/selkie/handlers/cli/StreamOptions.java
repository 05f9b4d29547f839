package dev.selkie.handlers.cli;

import dev.selkie.connection.ConnectionOptions;
import dev.selkie.server.ServerOptions;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of servers whose clients have connections. */
final class StreamOptions {
    static final String MAX_PER_ADDRESS = "--max-per-address";

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
            names = "--max-connections",
            paramLabel = "COUNT",
            converter = IntegerInRange.Limit.class,
            description = {
                "Connections that may be open at once; who comes then waits until one has closed; 0: no limit.",
                "Default: ${DEFAULT-VALUE} (one for each 8 KiB of Java's largest heap)"
            })
    private int maxConnections = server.maxConnections();

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

    @Option(
            names = MAX_PER_ADDRESS,
            paramLabel = "COUNT",
            defaultValue = "0",
            converter = IntegerInRange.Limit.class,
            description = {
                "Connections of one address, or of one IPv6 network of 64 bits, that may be open at once; one more is closed;"
                        + " 0: no limit.",
                "Default: ${DEFAULT-VALUE}"
            })
    void maxPerAddress(int connections) {
        server = server.withMaxPerAddress(connections);
    }

    ServerOptions server() {
        return server.withMaxConnections(maxConnections);
    }

    ConnectionOptions connection() {
        return connection;
    }
}
