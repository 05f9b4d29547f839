package dev.selkie.handlers.cli;

import dev.selkie.connection.ConnectionOptions;
import dev.selkie.handlers.Framing;
import picocli.CommandLine.Mixin;

/** A server of messages, whose protocol does not say where one ends. */
abstract class MessageServerCommand extends AnsweringServerCommand {
    @Mixin
    private final FramingOption framing = new FramingOption();

    @Mixin
    private final RequestTimeoutOption requestTimeout = new RequestTimeoutOption();

    MessageServerCommand(int defaultPort) {
        super(defaultPort);
    }

    final Framing framing() {
        return framing.framing();
    }

    @Override
    final ConnectionOptions connectionOptions() {
        if (framing() == Framing.CHUNKS && isGiven(RequestTimeoutOption.NAME)) {
            throw wrongUse("--request-timeout has no effect with --framing chunks: a chunk is whole when it comes");
        }
        return super.connectionOptions().withRequestTimeout(requestTimeout.timeout());
    }
}
