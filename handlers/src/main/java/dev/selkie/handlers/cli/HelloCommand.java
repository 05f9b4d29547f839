package dev.selkie.handlers.cli;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.handlers.HelloHandler;
import picocli.CommandLine.Command;

/** {@code selkie hello}. */
@Command(name = "hello", description = "Answers one message with a greeting, and closes.")
final class HelloCommand extends MessageServerCommand {
    HelloCommand() {
        super(12345);
    }

    @Override
    RequestHandlerFactory handlers() {
        return () -> new HelloHandler(framing());
    }
}
