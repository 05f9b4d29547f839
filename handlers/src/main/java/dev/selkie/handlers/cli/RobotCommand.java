package dev.selkie.handlers.cli;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.handlers.RobotHandler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code selkie robot}. */
@Command(name = "robot", description = "Greets in Chinese, as a robot on the telephone, and answers each message.")
final class RobotCommand extends AnsweringServerCommand {
    @Mixin
    private final FramingOption framing = new FramingOption();

    RobotCommand() {
        super(8888);
    }

    @Override
    RequestHandlerFactory handlers() {
        return () -> new RobotHandler(framing.framing());
    }
}
