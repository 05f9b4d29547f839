package dev.selkie.handlers.cli;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.handlers.EchoHandler;
import picocli.CommandLine.Command;

/** {@code selkie echo}. */
@Command(name = "echo", description = "Sends back all it receives, unchanged.")
final class EchoCommand extends AnsweringServerCommand {
    EchoCommand() {
        super(9000);
    }

    @Override
    RequestHandlerFactory handlers() {
        return EchoHandler::new;
    }
}
