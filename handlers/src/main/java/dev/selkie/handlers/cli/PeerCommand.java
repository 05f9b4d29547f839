package dev.selkie.handlers.cli;

import dev.selkie.handlers.client.Display;
import dev.selkie.handlers.client.OutputClosedException;
import dev.selkie.handlers.client.RawDisplay;
import dev.selkie.handlers.client.TerminalDisplay;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.ConnectorOptions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What the commands that connect have in common: where to, for how long, and how it ended. */
abstract class PeerCommand implements Callable<Integer> {
    /** As of a process that SIGPIPE has ended: what a writer is to those who read no further. */
    private static final int BROKEN_PIPE_EXIT_CODE = 141;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--unix", paramLabel = "PATH", description = "Connect to a Unix socket, instead of HOST and PORT.")
    private @Nullable Path path;

    @Option(
            names = "--connect-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = {
                "How long connecting may take, the look-up of the name included; 0: as long as it likes.",
                "Default: ${DEFAULT-VALUE}"
            })
    private Duration connectTimeout = Duration.ZERO;

    @Parameters(arity = "0..*", hidden = true)
    private final List<String> words = new ArrayList<>();

    /**
     * Begins it.
     *
     * @param loop is run until the outcome is there
     * @param server where to, perhaps not resolved
     * @param texts what was given behind it
     * @return completed on the loop's thread; its {@link IOException} is told in one line
     */
    abstract CompletableFuture<@Nullable Void> begin(EventLoop loop, SocketAddress server, List<String> texts)
            throws IOException;

    @Override
    public final Integer call() throws Exception {
        Logging.useAt(Level.WARN);
        SocketAddress server = path == null ? hostAndPort() : UnixDomainSocketAddress.of(path);
        List<String> texts = path == null ? words.subList(2, words.size()) : words;
        try (var loop = new EventLoop()) {
            CompletableFuture<@Nullable Void> outcome = begin(loop, server, texts);
            loop.runUntil(outcome::isDone);
            outcome.join();
            return ExitCode.OK;
        } catch (CompletionException failure) {
            return ended(Objects.requireNonNull(failure.getCause()));
        }
    }

    private static int ended(Throwable failure) throws Exception {
        if (failure instanceof OutputClosedException) {
            return BROKEN_PIPE_EXIT_CODE;
        }
        if (failure instanceof ConnectException) {
            throw new CommandFailedException(failure.getMessage() + "; is the server running?", failure);
        }
        if (failure instanceof Exception told) {
            throw told;
        }
        throw new AssertionError(failure);
    }

    private InetSocketAddress hostAndPort() {
        if (words.size() < 2) {
            throw wrongUse("give HOST and PORT, or --unix with a PATH");
        }
        try {
            return InetSocketAddress.createUnresolved(
                    words.get(0), new IntegerInRange.PeerPort().convert(words.get(1)));
        } catch (TypeConversionException noPort) {
            throw wrongUse(String.valueOf(noPort.getMessage()));
        }
    }

    final ConnectorOptions connectorOptions() {
        return ConnectorOptions.defaults()
                .withTimeout(connectTimeout.isZero() ? DurationConverter.LONGEST : connectTimeout);
    }

    final boolean isUnix() {
        return path != null;
    }

    /** Standard output, as people or programs want it. */
    static Display display() {
        var out = new FileOutputStream(FileDescriptor.out);
        return Terminals.OUTPUT.isTerminal()
                ? new TerminalDisplay(out, Terminals.INPUT.isTerminal())
                : new RawDisplay(out);
    }

    /** For options that do not go together. */
    final ParameterException wrongUse(String message) {
        return new ParameterException(commandLine(), message);
    }

    final CommandLine commandLine() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
