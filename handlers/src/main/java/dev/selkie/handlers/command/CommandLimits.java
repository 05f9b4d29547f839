package dev.selkie.handlers.command;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a command may take.
 *
 * @param time for one run, from its start; zero: no limit
 * @param outputBytes of one run; kept in memory until the client has it
 * @param runs at the same time; others wait
 * @param directory their working directory, and their {@code HOME}
 */
public record CommandLimits(Duration time, int outputBytes, int runs, Path directory) {
    /**
     * Limits.
     *
     * @param time as above
     * @param outputBytes as above
     * @param runs as above
     * @param directory as above
     * @throws IllegalArgumentException when one allows nothing
     */
    public CommandLimits {
        if (time.isNegative() || outputBytes < 1 || runs < 1) {
            throw new IllegalArgumentException("limits that allow nothing: " + time + ", " + outputBytes + " bytes, "
                    + runs + " at the same time");
        }
    }

    /**
     * Ten seconds, 1 MiB, eight at the same time, in the directory in which Java was started.
     *
     * @return the same always
     */
    public static CommandLimits defaults() {
        return new CommandLimits(
                Duration.ofSeconds(10), 1024 * 1024, 8, Path.of("").toAbsolutePath());
    }
}
