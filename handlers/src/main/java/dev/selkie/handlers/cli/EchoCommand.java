package dev.selkie.handlers.cli;

import dev.selkie.connection.ConnectionOptions;
import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.handlers.EchoHandler;
import dev.selkie.handlers.EchoLinesHandler;
import dev.selkie.handlers.EchoOnceHandler;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code selkie echo}. */
@Command(name = "echo", description = "Sends back all it receives, unchanged.")
final class EchoCommand extends AnsweringServerCommand {
    @ArgGroup
    private @Nullable Form form;

    @Mixin
    private final RequestTimeoutOption requestTimeout = new RequestTimeoutOption();

    private static final class Form {
        @Option(names = "--once", description = "Send back only what comes first, at most 1024 bytes of it, and close.")
        private boolean once;

        @Option(
                names = "--lines",
                description = "Send back line by line, of at most 8 KiB; a longer one closes, and so does 'quit'.")
        private boolean lines;
    }

    EchoCommand() {
        super(9000);
    }

    @Override
    ConnectionOptions connectionOptions() {
        if (isGiven(RequestTimeoutOption.NAME) && (form == null || !form.lines)) {
            throw wrongUse("--request-timeout has an effect only with --lines: without, whatever comes is sent back");
        }
        return super.connectionOptions().withRequestTimeout(requestTimeout.timeout());
    }

    @Override
    RequestHandlerFactory handlers() {
        if (form == null) {
            return EchoHandler::new;
        }
        return form.once ? EchoOnceHandler::new : form.lines ? EchoLinesHandler::new : EchoHandler::new;
    }
}
