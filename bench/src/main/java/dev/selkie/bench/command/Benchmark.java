package dev.selkie.bench.command;

import dev.selkie.bench.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands do: they measure, print tables, and write them down. */
abstract class Benchmark implements Callable<Integer> {
    private static final Set<String> ZERO_HAS_A_MEANING = Set.of("--chunks", "--warm-up");

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final RunOptions options = new RunOptions();

    /** Fills the session's tables. */
    abstract void measure(Session session) throws IOException;

    /** Whether it measures all there is. */
    boolean isWhole() {
        return false;
    }

    @Override
    public final Integer call() throws IOException {
        CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
        check(commandLine);
        Path results = results(commandLine);
        try (var session = new Session(options, commandLine.getOut(), commandLine.getErr())) {
            measure(session);
            if (session.isEmpty()) {
                throw new ParameterException(
                        commandLine,
                        "nothing to measure: none of these peers takes part in " + commandLine.getCommandName());
            }
            session.write(typed(commandLine), results);
            commandLine.getOut().println("written to " + results.resolve(Report.PAGE));
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
        for (OptionSpec option : commandLine.getParseResult().matchedOptions()) {
            boolean mayBeZero = ZERO_HAS_A_MEANING.contains(option.longestName());
            for (double number : numbers(option.getValue())) {
                if (!(number > 0 || (mayBeZero && number == 0))) {
                    throw new ParameterException(commandLine, option.longestName() + " is to be more than 0");
                }
            }
        }
        if (!Files.isExecutable(options.java())) {
            throw new ParameterException(
                    commandLine, "no JDK in " + options.jdk + ": there is no bin/java, which is to run the servers");
        }
    }

    private static List<Double> numbers(@Nullable Object value) {
        Collection<?> values = value instanceof Collection<?> several ? several : Collections.singleton(value);
        return values.stream()
                .filter(Number.class::isInstance)
                .map(number -> ((Number) number).doubleValue())
                .toList();
    }

    /** Known to be there before an hour is spent. */
    private Path results(CommandLine commandLine) {
        boolean kept = isWhole() && !options.quick && options.peers.isEmpty();
        Path directory = options.results != null ? options.results : Tree.shown(kept ? Tree.module() : Tree.jar());
        try {
            Files.createDirectories(directory.resolve(Report.DETAILS));
        } catch (IOException failure) {
            throw new ParameterException(commandLine, "cannot write to " + directory + ": " + failure, failure);
        }
        return directory;
    }

    /** The command that does the same elsewhere: paths are those of this machine, and left out. */
    private static String typed(CommandLine commandLine) {
        List<String> words = new ArrayList<>(List.of("java -jar bench/target/selkie-bench.jar"));
        words.add(commandLine.getCommandName());
        for (OptionSpec option : commandLine.getParseResult().matchedOptions()) {
            if (option.type() == boolean.class) {
                words.add(option.longestName());
            } else if (option.type() != Path.class) {
                words.add(option.longestName() + " " + String.join(",", option.originalStringValues()));
            } else if (!option.longestName().equals("--results")) {
                words.add(option.longestName() + " " + option.paramLabel());
            }
        }
        return String.join(" ", words);
    }
}
