package dev.selkie.bench.command;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands do: they measure, print tables, and write them down. */
abstract class Benchmark implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final RunOptions options = new RunOptions();

    /** Fills the session's tables. */
    abstract void measure(Session session) throws IOException;

    @Override
    public final Integer call() throws IOException {
        CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
        check(commandLine);
        try (var session = new Session(options, commandLine.getOut(), commandLine.getErr())) {
            measure(session);
            var directory = session.write(typed(commandLine));
            commandLine.getOut().println("written to " + directory);
            commandLine.getOut().flush();
        }
        return ExitCode.OK;
    }

    private void check(CommandLine commandLine) {
        var known = new PeerNames();
        for (String name : options.peers) {
            if (!known.contains(name)) {
                throw new ParameterException(commandLine, "no peer is called '" + name + "'; there are " + known);
            }
        }
        if (options.rounds() < 1
                || options.measured().isNegative()
                || options.measured().isZero()
                || options.warmUp().isNegative()) {
            throw new ParameterException(commandLine, "there is at least one round, and time does not run backwards");
        }
    }

    private static String typed(CommandLine commandLine) {
        List<String> words = commandLine.getParent().getParseResult().expandedArgs();
        return "java -jar bench/target/selkie-bench.jar " + String.join(" ", words);
    }
}
