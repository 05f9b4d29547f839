package dev.selkie.handlers.cli;

import dev.selkie.connection.ConnectionOptions;
import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.server.BaseServer;
import dev.selkie.server.ServerGroup;
import dev.selkie.server.ServerOptions;
import dev.selkie.server.TcpServer;
import dev.selkie.server.UnixServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A server whose clients have connections. */
abstract class StreamServerCommand extends ServerCommand {
    @Mixin
    private final StreamOptions stream = new StreamOptions();

    @Mixin
    private final GraceOption grace = new GraceOption();

    @Option(
            names = "--unix",
            paramLabel = "PATH",
            description = "Listen on a Unix socket, for clients of the same user, instead of --host and --port.")
    private @Nullable Path path;

    StreamServerCommand(int defaultPort) {
        super(defaultPort);
    }

    /** Makes the handlers. Called once, when all is prepared; what it gives is called by each loop, on its own thread. */
    abstract RequestHandlerFactory handlers();

    ConnectionOptions connectionOptions() {
        return stream.connection();
    }

    @Override
    final ServerOptions serverOptions() {
        return stream.server().withConnection(connectionOptions());
    }

    @Override
    final Duration grace() {
        return grace.grace();
    }

    @Override
    final Servers listen() throws CommandFailedException {
        if (path == null) {
            return super.listen();
        }
        if (isGiven("--host") || isGiven("--port")) {
            throw wrongUse("--unix stands instead of --host and --port: give the one or the others");
        }
        for (String option : List.of(LOOPS, StreamOptions.MAX_PER_ADDRESS)) {
            if (isGiven(option)) {
                throw wrongUse(option + " has no effect with --unix: give --host and --port instead, or leave it out");
            }
        }
        try {
            return new Servers.One(new UnixServer(path, handlers(), serverOptions()));
        } catch (IOException failure) {
            String message = String.valueOf(failure.getMessage()); // where, why, and sometimes what to do
            String remedy = (message.contains(";") ? ", or " : "; ") + "choose another path with --unix";
            throw new CommandFailedException(message + remedy, failure);
        }
    }

    @Override
    final ServerGroup.Member<BaseServer> server() {
        RequestHandlerFactory handlers = handlers();
        return (address, options) -> new TcpServer(address, handlers, options);
    }
}
