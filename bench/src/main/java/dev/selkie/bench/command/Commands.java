package dev.selkie.bench.command;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** All commands. */
@Command(
        name = "selkie-bench",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Measures Selkie beside its peers: each server in a process of its own, one after the other, in several rounds.",
            "It uses no network but this machine's own."
        },
        subcommands = {
            AllCommand.class,
            EchoCommand.class,
            LatencyCommand.class,
            FilesCommand.class,
            HttpCommand.class,
            UdpCommand.class,
            ConnectCommand.class,
            IdleCommand.class,
            StartupCommand.class,
            AllocCommand.class
        })
public final class Commands {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    private Commands() {}

    /** Parses and runs a command; what fails is told in one line. */
    public static CommandLine commandLine() {
        return new CommandLine(new Commands())
                .setParameterExceptionHandler((failure, args) -> {
                    CommandLine command = failure.getCommandLine();
                    String help = "; see '" + command.getCommandSpec().qualifiedName() + " --help'";
                    tell(command, messageOf(failure) + help);
                    return ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    tell(command, messageOf(failure));
                    return ExitCode.SOFTWARE;
                });
    }

    private static String messageOf(Exception failure) {
        return Objects.requireNonNullElseGet(failure.getMessage(), failure::toString);
    }

    private static void tell(CommandLine command, String message) {
        command.getErr().println("selkie-bench: " + message);
        command.getErr().flush();
    }
}
