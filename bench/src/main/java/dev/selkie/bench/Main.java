package dev.selkie.bench;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** The command {@code selkie-bench}. */
@Command(
        name = "selkie-bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Puts load on servers and measures them.")
public final class Main {
    private Main() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param args the command, its options
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler((failure, args) -> {
                    tell(failure.getCommandLine(), failure);
                    return ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    tell(command, failure);
                    return ExitCode.SOFTWARE;
                });
    }

    private static void tell(CommandLine command, Exception failure) {
        String message = Objects.requireNonNullElseGet(failure.getMessage(), failure::toString);
        command.getErr().println("selkie-bench: " + message);
        command.getErr().flush();
    }
}
