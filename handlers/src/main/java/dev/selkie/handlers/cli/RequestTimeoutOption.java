package dev.selkie.handlers.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** {@code --request-timeout}, of servers whose clients can begin a message and not end it. */
final class RequestTimeoutOption {
    static final String NAME = "--request-timeout";

    @Option(
            names = NAME,
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = {
                "Close a connection whose client has begun a request, such as a line, and not ended it for so long; 0:"
                        + " never.",
                "Default: ${DEFAULT-VALUE}"
            })
    private Duration timeout = Duration.ZERO; // until picocli sets the default

    Duration timeout() {
        return timeout;
    }
}
