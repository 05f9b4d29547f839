package dev.selkie.handlers.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code selkie completion}. */
@Command(
        name = "completion",
        description = "Prints a completion script for bash and zsh.",
        footer = {
            "%nIt completes a command named selkie, which may be an alias:%n",
            "  alias selkie='java -jar /path/to/selkie.jar'",
            "  source <(selkie completion)"
        })
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws CommandFailedException {
        CommandSpec root = Objects.requireNonNull(spec).root();
        PrintWriter out = root.commandLine().getOut();
        out.print(AutoComplete.bash(root.name(), root.commandLine()));
        if (out.checkError()) {
            throw new CommandFailedException(
                    "cannot write the script to standard output: is it closed, or the disk full?");
        }
        return ExitCode.OK;
    }
}
