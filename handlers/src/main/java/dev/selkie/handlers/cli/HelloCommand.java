package dev.selkie.handlers.cli;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.handlers.HelloHandler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code selkie hello}. */
@Command(name = "hello", description = "Answers one message with a greeting, and closes.")
final class HelloCommand extends AnsweringServerCommand {
    @Mixin
    private final FramingOption framing = new FramingOption();

    HelloCommand() {
        super(12345);
    }

    @Override
    RequestHandlerFactory handlers() {
        return () -> new HelloHandler(framing.framing());
    }
}
