package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code selkie}. Its exit codes: 0 done, 1 failed, 2 not understood, 128 + n ended by signal n. */
@Command(
        name = "selkie",
        description = "Socket servers that need one thread.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = "%n'selkie COMMAND --help' tells more about a command.",
        versionProvider = Version.class)
public final class Main implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean version;

    private Main() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param args the command, its options
     */
    public static void main(String[] args) {
        // To load these makes a start longer, and the options here have a converter of their own.
        System.setProperty("picocli.converters.excludes", "java.(sql|time).*");
        String[] given = Arguments.asGiven(args);
        int exitCode = commandLine(given)
                .setOut(utf8(FileDescriptor.out))
                .setErr(utf8(FileDescriptor.err))
                .execute(given);
        Logging.close();
        System.exit(exitCode);
    }

    /** What strangers sent is UTF-8, and is printed so, whatever the locale. */
    private static PrintWriter utf8(FileDescriptor stream) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(stream), UTF_8), true);
    }

    /** For these arguments, as far as they need it. */
    static CommandLine commandLine(String... args) {
        var problems = new Problems();
        return Subcommands.addTo(new CommandLine(new Main()), args)
                .setExpandAtFiles(false) // an argument that begins with @ is a text like any other
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(problems)
                .setExecutionExceptionHandler(problems);
    }

    /** Called when no command is given. */
    @Override
    public Integer call() {
        CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
        commandLine.usage(commandLine.getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
