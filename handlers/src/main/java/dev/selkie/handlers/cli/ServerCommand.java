package dev.selkie.handlers.cli;

import dev.selkie.server.Addresses;
import dev.selkie.server.BaseServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands that serve have in common: where to listen, the line that tells it, and the orderly end. */
abstract class ServerCommand implements Callable<Integer> {
    /** What an orderly end may take beyond the grace. */
    private static final Duration AFTER_GRACE = Duration.ofSeconds(1);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = {"Name or address to listen on; 0.0.0.0 or :: for all.", "Default: ${DEFAULT-VALUE}"})
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = IntegerInRange.Port.class,
            description = {"Port to listen on; 0 takes a free one.", "Default: ${DEFAULT-VALUE}"})
    private int port;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = {
                "How much to log, on standard error: error, warn, info or debug. Without it, the program's own messages are"
                        + " shown from info on.",
                "Default: warn"
            })
    private @Nullable Level logLevel;

    ServerCommand(int defaultPort) {
        port = defaultPort;
    }

    /**
     * Makes the server.
     *
     * @param address where it is to listen
     * @throws IOException when it cannot
     */
    abstract BaseServer listen(InetSocketAddress address) throws IOException;

    /** How long an orderly end may take. By default there is nothing to wait for. */
    Duration grace() {
        return Duration.ZERO;
    }

    @Override
    public final Integer call() throws IOException, CommandFailedException {
        if (logLevel == null) {
            Logging.useDefaults();
        } else {
            Logging.useAt(logLevel);
        }
        if (host.isBlank()) {
            throw wrongUse("--host is empty: give a name or an address");
        }
        try (BaseServer server = listen()) {
            return serve(server);
        }
    }

    /**
     * Makes the server, where the options say.
     *
     * @throws CommandFailedException when it cannot listen there: why, and what to do
     */
    BaseServer listen() throws CommandFailedException {
        var address = new InetSocketAddress(host, port);
        try {
            return listen(address);
        } catch (IOException | UnsupportedAddressTypeException failure) {
            throw new CommandFailedException(ListenFailure.explain(address, failure), failure);
        }
    }

    private int serve(BaseServer server) throws IOException {
        var drain = new Drain(server, grace());
        try (var signals = Signals.install(drain::begin, grace().plus(AFTER_GRACE))) {
            print("listening on " + Addresses.format(server.serverAddress()));
            server.serveForever();
            if (!drain.isBegun()) {
                return ExitCode.OK;
            }
            tell(commandLine().getErr(), "selkie: stopped" + signals.byWhich() + ": " + drain.report());
            return signals.exitCode();
        }
    }

    /** A line on standard output: that it serves, and what is its result. */
    final void print(String line) {
        tell(commandLine().getOut(), line);
    }

    /** For options that do not go together. */
    final ParameterException wrongUse(String message) {
        return new ParameterException(commandLine(), message);
    }

    final CommandLine commandLine() {
        return Objects.requireNonNull(spec).commandLine();
    }

    private static void tell(PrintWriter writer, String line) {
        writer.println(line);
        writer.flush();
    }
}
