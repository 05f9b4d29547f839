package dev.selkie.handlers.cli;

import dev.selkie.handlers.UdpEchoHandler;
import dev.selkie.server.BaseServer;
import dev.selkie.server.ServerGroup;
import dev.selkie.server.UdpServer;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code selkie udp-echo}. */
@Command(name = "udp-echo", description = "Sends each datagram back; but never to a port below 1024 nor to itself.")
final class UdpEchoCommand extends ServerCommand {
    @Mixin
    private final GraceOption grace = new GraceOption();

    UdpEchoCommand() {
        super(9997);
    }

    @Override
    Duration grace() {
        return grace.grace();
    }

    @Override
    ServerGroup.Member<BaseServer> server() {
        return (address, options) -> new UdpServer(address, UdpEchoHandler::new, options);
    }
}
