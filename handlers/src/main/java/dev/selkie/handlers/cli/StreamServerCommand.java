package dev.selkie.handlers.cli;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.server.BaseServer;
import dev.selkie.server.ServerOptions;
import dev.selkie.server.TcpServer;
import dev.selkie.server.UnixServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

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

    /** Makes the handlers. Called once, with the options set. */
    abstract RequestHandlerFactory handlers();

    ServerOptions serverOptions() {
        return stream.toServerOptions();
    }

    @Override
    final Duration grace() {
        return grace.grace();
    }

    @Override
    final BaseServer listen() throws CommandFailedException {
        if (path == null) {
            return super.listen();
        }
        ParseResult given = commandLine().getParseResult();
        if (given.hasMatchedOption("--host") || given.hasMatchedOption("--port")) {
            throw wrongUse("--unix stands instead of --host and --port: give the one or the others");
        }
        try {
            return new UnixServer(path, handlers(), serverOptions());
        } catch (IOException failure) {
            String message = String.valueOf(failure.getMessage()); // where, why, and sometimes what to do
            String remedy = (message.contains(";") ? ", or " : "; ") + "choose another path with --unix";
            throw new CommandFailedException(message + remedy, failure);
        }
    }

    @Override
    final BaseServer listen(InetSocketAddress address) throws IOException {
        return new TcpServer(address, handlers(), serverOptions());
    }
}
