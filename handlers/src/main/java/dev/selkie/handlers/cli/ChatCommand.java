package dev.selkie.handlers.cli;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.handlers.ChatHandler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code selkie chat}. */
@Command(name = "chat", description = "Logs who said what, and acknowledges each message.")
final class ChatCommand extends AnsweringServerCommand {
    @Mixin
    private final FramingOption framing = new FramingOption();

    ChatCommand() {
        super(9998);
    }

    @Override
    RequestHandlerFactory handlers() {
        return () -> new ChatHandler(framing.framing());
    }
}
