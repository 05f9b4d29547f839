package dev.selkie.handlers.cli;

import dev.selkie.handlers.UdpSinkHandler;
import dev.selkie.server.BaseServer;
import dev.selkie.server.ServerGroup;
import dev.selkie.server.ServerOptions;
import dev.selkie.server.UdpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code selkie udp-sink}. */
@Command(name = "udp-sink", description = "Prints each datagram as one line, and never answers.")
final class UdpSinkCommand extends ServerCommand {
    @Option(names = "--stop-on-exit", description = "Stop when a datagram says 'exit'; with a loopback --host only.")
    private boolean stopOnExit;

    UdpSinkCommand() {
        super(9999);
    }

    @Override
    ServerGroup.Member<BaseServer> server() {
        return this::listen;
    }

    private BaseServer listen(InetSocketAddress address, ServerOptions options) throws IOException {
        if (stopOnExit && !address.isUnresolved() && !address.getAddress().isLoopbackAddress()) {
            throw wrongUse("--stop-on-exit needs a loopback --host, such as 127.0.0.1: others could stop the server");
        }
        return new UdpServer(address, () -> new UdpSinkHandler(this::print, stopOnExit), options);
    }
}
