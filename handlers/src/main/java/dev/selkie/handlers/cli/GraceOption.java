package dev.selkie.handlers.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** {@code --grace}, of servers that may have something to finish when they are told to end. */
final class GraceOption {
    @Option(
            names = "--grace",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = DurationConverter.class,
            description = {
                "Time to finish what is begun when SIGINT or SIGTERM comes; a second one ends at once.",
                "Default: ${DEFAULT-VALUE}"
            })
    private Duration grace = Duration.ZERO; // until picocli sets the default

    Duration grace() {
        return grace;
    }
}
