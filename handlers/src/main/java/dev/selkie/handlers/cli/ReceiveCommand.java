package dev.selkie.handlers.cli;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.handlers.ReceiveHandler;
import picocli.CommandLine.Command;

/** {@code selkie receive}. */
@Command(
        name = "receive",
        description = "Receives until the end of the stream, and prints for each connection how many bytes it were.")
final class ReceiveCommand extends StreamServerCommand {
    ReceiveCommand() {
        super(5678);
    }

    @Override
    RequestHandlerFactory handlers() {
        return () -> new ReceiveHandler(this::print);
    }
}
