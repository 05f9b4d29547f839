package dev.selkie.bench.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command. */
final class RunOptions {
    @Option(names = "--quick", description = "Fewer situations, peers and rounds, and shorter ones.")
    boolean quick;

    @Option(
            names = "--peers",
            paramLabel = "NAME",
            split = ",",
            description = "Measure only these: ${COMPLETION-CANDIDATES}.",
            completionCandidates = PeerNames.class)
    List<String> peers = new ArrayList<>();

    @Option(names = "--rounds", paramLabel = "COUNT", description = "Rounds (default: 5; quick: 3).")
    @Nullable
    Integer rounds;

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            description = "How long each server is measured in a round (default: 2; quick: 0.25).")
    @Nullable
    Double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "How long each server is loaded before the first round (default: 5; quick: 0.6).")
    @Nullable
    Double warmUp;

    @Option(names = "--jdk", paramLabel = "HOME", description = "The JDK that runs the servers (default: this one).")
    Path jdk = Path.of(System.getProperty("java.home"));

    @Option(
            names = "--selkie-jar",
            paramLabel = "FILE",
            description = "The bundled command line (default: handlers/target/selkie.jar of the same tree).")
    @Nullable
    Path selkieJar;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description =
                    "Where RESULTS.md is written, and results/ with the charts and results.json (default: bench/ of the same"
                            + " tree for all of 'all'; else bench/target/, for the page of a part is not to be kept).")
    @Nullable
    Path results;

    @Option(
            names = "--no-pin",
            negatable = false,
            description = "Do not bind the servers and the load to a processor each.")
    boolean noPin;

    Path java() {
        return jdk.resolve("bin").resolve("java");
    }

    int rounds() {
        return rounds != null ? rounds : quick ? 3 : 5;
    }

    Duration measured() {
        return seconds(seconds != null ? seconds : quick ? 0.25 : 2);
    }

    Duration warmUp() {
        return seconds(warmUp != null ? warmUp : quick ? 0.6 : 5);
    }

    /** Before each round but the first: what the others have done meanwhile is forgotten. */
    Duration rewarming() {
        return measured().dividedBy(5);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
