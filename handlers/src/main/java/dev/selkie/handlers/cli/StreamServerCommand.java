package dev.selkie.handlers.cli;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.server.BaseServer;
import dev.selkie.server.ServerOptions;
import dev.selkie.server.TcpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import picocli.CommandLine.Mixin;

/** A server whose clients have connections. */
abstract class StreamServerCommand extends ServerCommand {
    @Mixin
    private final StreamOptions stream = new StreamOptions();

    @Mixin
    private final GraceOption grace = new GraceOption();

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
    final BaseServer listen(InetSocketAddress address) throws IOException {
        return new TcpServer(address, handlers(), serverOptions());
    }
}
