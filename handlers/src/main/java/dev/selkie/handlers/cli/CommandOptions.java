package dev.selkie.handlers.cli;

import dev.selkie.connection.ConnectionOptions;
import dev.selkie.handlers.command.AllowList;
import dev.selkie.handlers.command.CommandLimits;
import dev.selkie.handlers.command.CommandService;
import dev.selkie.handlers.command.Commands;
import dev.selkie.handlers.command.ShellCommands;
import dev.selkie.handlers.command.Token;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What may be run, by whom, and how much of it. */
final class CommandOptions {
    /** Below what may wait for one client, with room for what waits before it. */
    private static final long MOST_OUTPUT_BYTES = ConnectionOptions.defaults().maxOutputBytes() / 16 * 15;

    @Option(
            names = "--allow",
            paramLabel = "NAME=COMMAND",
            description = {
                "Allow a command under a name; may be given many times. Where it ends in ' ...', clients may add"
                        + " arguments. Default: date, uptime, hostname, whoami, and 'echo=echo ...'; with --allow, none of"
                        + " these"
            })
    private @Nullable List<String> allow;

    @Option(
            names = "--shell",
            description =
                    "Allow everything: what clients send goes through 'sh -c'. Not for a --host that others reach,"
                            + " unless there is a --token-file.")
    private boolean shell;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "Ask for a token: the first message of each connection must be the one line of this file, which"
                            + " only its owner may read, and come within 10 s. The right one is answered 'ok'.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--time-limit",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = {
                "Kill a command, and all it has started, after so long; 0: never.",
                "Default: ${DEFAULT-VALUE}"
            })
    private Duration timeLimit = Duration.ZERO; // until picocli sets the default

    @Option(
            names = "--max-output",
            paramLabel = "SIZE",
            defaultValue = "1m",
            converter = SizeConverter.class,
            description = {"Kill a command that writes more, at most 15m.", "Default: ${DEFAULT-VALUE}"})
    private long maxOutput;

    @Option(
            names = "--max-runs",
            paramLabel = "COUNT",
            defaultValue = "8",
            converter = IntegerInRange.Count.class,
            description = {"Commands that run at the same time; others wait.", "Default: ${DEFAULT-VALUE}"})
    private int maxRuns;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Where commands run, and their HOME. Default: where this program was started")
    private Path directory = Path.of("");

    /**
     * What they come to.
     *
     * @param taken names that no entry can have
     * @throws ParameterException when they do not go together, or something they name is not there
     */
    CommandService service(CommandLine command, Set<String> taken) {
        try {
            return new CommandService(
                    commands(command, taken), limits(), tokenFile == null ? null : Token.read(tokenFile));
        } catch (IOException | IllegalArgumentException mistake) {
            throw new ParameterException(command, String.valueOf(mistake.getMessage()), mistake);
        }
    }

    private Commands commands(CommandLine command, Set<String> taken) {
        if (!shell) {
            return allow == null ? AllowList.harmless() : AllowList.of(allow, taken);
        }
        if (allow != null) {
            throw new IllegalArgumentException("--shell allows everything: give it or --allow");
        }
        if (tokenFile == null && isReachable(command)) {
            throw new IllegalArgumentException("--shell would let everyone who reaches this --host do anything: give a"
                    + " --token-file, or a loopback --host such as 127.0.0.1");
        }
        return new ShellCommands();
    }

    private static boolean isReachable(CommandLine command) {
        String host = command.getParseResult().matchedOptionValue("--host", "127.0.0.1"); // none with --unix
        try {
            return !InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false; // nor can it be listened on
        }
    }

    private CommandLimits limits() {
        if (maxOutput < 1 || maxOutput > MOST_OUTPUT_BYTES) {
            throw new IllegalArgumentException("--max-output must be from 1 to 15m");
        }
        if (maxOutput * maxRuns > Runtime.getRuntime().maxMemory() / 4) {
            throw new IllegalArgumentException(
                    "--max-runs times --max-output is more than a quarter of this Java's memory:"
                            + " choose less, or give it more with -Xmx");
        }
        Path absolute = directory.toAbsolutePath().normalize();
        if (!Files.isDirectory(absolute)) {
            throw new IllegalArgumentException("--directory " + directory + ": there is no such directory");
        }
        return new CommandLimits(timeLimit, (int) maxOutput, maxRuns, absolute);
    }
}
