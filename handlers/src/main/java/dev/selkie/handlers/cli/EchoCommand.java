package dev.selkie.handlers.cli;

import dev.selkie.handlers.EchoHandler;
import dev.selkie.server.BaseServer;
import dev.selkie.server.TcpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code selkie echo}. */
@Command(name = "echo", description = "Sends back all it receives, unchanged.")
final class EchoCommand extends ServerCommand {
    @Mixin
    private final StreamOptions stream = new StreamOptions();

    EchoCommand() {
        super(9000);
    }

    @Override
    BaseServer listen(InetSocketAddress address) throws IOException {
        return new TcpServer(address, EchoHandler::new, stream.toServerOptions());
    }
}
