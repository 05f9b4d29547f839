package dev.selkie.handlers.cli;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.handlers.RobotHandler;
import picocli.CommandLine.Command;

/** {@code selkie robot}. */
@Command(name = "robot", description = "Greets in Chinese, as a robot on the telephone, and answers each message.")
final class RobotCommand extends MessageServerCommand {
    RobotCommand() {
        super(8888);
    }

    @Override
    RequestHandlerFactory handlers() {
        return () -> new RobotHandler(framing());
    }
}
