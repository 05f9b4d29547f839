package dev.selkie.handlers.cli;

import dev.selkie.connection.ConnectionOptions;
import java.time.Duration;
import picocli.CommandLine.Option;

/** A server whose clients have connections and get answers, which they may be slow to take. */
abstract class AnsweringServerCommand extends StreamServerCommand {
    @Option(
            names = "--write-timeout",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = {
                "Close a connection whose client takes nothing of what waits for it for so long; 0: never.",
                "Default: ${DEFAULT-VALUE}"
            })
    private Duration writeTimeout = Duration.ZERO; // until picocli sets the default

    AnsweringServerCommand(int defaultPort) {
        super(defaultPort);
    }

    @Override
    ConnectionOptions connectionOptions() {
        return super.connectionOptions().withWriteTimeout(writeTimeout);
    }
}
