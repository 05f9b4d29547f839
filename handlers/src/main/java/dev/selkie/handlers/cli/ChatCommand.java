package dev.selkie.handlers.cli;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.handlers.ChatHandler;
import picocli.CommandLine.Command;

/** {@code selkie chat}. */
@Command(name = "chat", description = "Logs who said what, and acknowledges each message.")
final class ChatCommand extends MessageServerCommand {
    ChatCommand() {
        super(9998);
    }

    @Override
    RequestHandlerFactory handlers() {
        return () -> new ChatHandler(framing());
    }
}
