package dev.selkie.handlers.cli;

import static java.util.Objects.requireNonNull;

import dev.selkie.server.Addresses;
import dev.selkie.server.BaseServer;
import dev.selkie.server.ServerGroup;
import dev.selkie.server.ServerOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
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
    static final String LOOPS = "--loops";

    /** What an orderly end may take beyond the grace, even where the processors are busy. */
    private static final Duration AFTER_GRACE = Duration.ofSeconds(5);

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
            names = LOOPS,
            paramLabel = "COUNT",
            converter = IntegerInRange.Loops.class,
            description = {
                "Event loops, each with a thread of its own, among which the system shares the clients out; limits hold for"
                        + " all together.",
                "Default: ${DEFAULT-VALUE}"
            })
    private int loops = 1;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = {
                "How much to log, on standard error: error, warn, info or debug. Unless it is given, what the program itself"
                        + " tells is logged from info on.",
                "Default: warn"
            })
    private @Nullable Level logLevel;

    private volatile @Nullable Results results;

    ServerCommand(int defaultPort) {
        port = defaultPort;
    }

    /** How the server is made, or each of a group. Called once, when all is prepared. */
    abstract ServerGroup.Member<BaseServer> server();

    /** Its settings. */
    ServerOptions serverOptions() {
        return ServerOptions.defaults();
    }

    /**
     * Called when the server has ended, or is to end at once, then on another thread: what its clients began, and is no
     * connection, ends here. By default there is nothing.
     */
    void ended() {}

    /**
     * Called before it listens, with the options set: finds what it is to serve. By default nothing.
     *
     * @throws IOException told in one line
     * @throws CommandFailedException when that is not there
     */
    void prepare() throws IOException, CommandFailedException {}

    /** Called last, when it has served or could not: gives back what {@link #prepare} took. By default nothing. */
    void release() {}

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
        prepare();
        try (Servers servers = listen()) {
            return serve(servers);
        } finally {
            release();
        }
    }

    /**
     * Makes the servers, where the options say.
     *
     * @throws CommandFailedException when they cannot listen there: why, and what to do
     */
    Servers listen() throws CommandFailedException {
        var address = new InetSocketAddress(host, port);
        ServerOptions options = serverOptions();
        ServerGroup.Member<BaseServer> server = server();
        try {
            return loops == 1
                    ? new Servers.One(server.listen(address, options))
                    : new Servers.Group(group(address, server, options));
        } catch (IOException | UnsupportedAddressTypeException failure) {
            throw new CommandFailedException(ListenFailure.explain(address, failure), failure);
        } catch (UnsupportedOperationException failure) {
            throw new CommandFailedException("cannot share a port here: leave out --loops", failure);
        }
    }

    private ServerGroup<BaseServer> group(
            InetSocketAddress address, ServerGroup.Member<BaseServer> server, ServerOptions options)
            throws IOException {
        // Alone first: else a second group would share the port of one that runs, and take half of its clients, in
        // silence.
        server.listen(address, options).close(Duration.ZERO);
        return new ServerGroup<>(loops, address, server, options);
    }

    private int serve(Servers servers) throws IOException {
        var drain = new Drain(servers, grace());
        try (var signals = Signals.install(drain::begin, this::ended, grace().plus(AFTER_GRACE), this::complain)) {
            serveForever(servers);
            ended();
            Logging.close();
            if (!drain.isBegun()) {
                return ExitCode.OK;
            }
            complain("stopped" + signals.byWhich() + ": " + drain.report());
            return signals.exitCode();
        }
    }

    private void serveForever(Servers servers) throws IOException {
        try (var lines = new Results(commandLine().getOut(), commandLine().getErr())) {
            results = lines;
            tell(commandLine().getOut(), "listening on " + Addresses.format(servers.address()));
            servers.serveForever();
        }
    }

    /** A line on standard output, by which a server tells a result. From its loop. */
    final void print(String line) {
        requireNonNull(results, "nobody is served yet").print(line);
    }

    /** Whether an option was written on the command line. */
    final boolean isGiven(String option) {
        return commandLine().getParseResult().hasMatchedOption(option);
    }

    /** For options that do not go together. */
    final ParameterException wrongUse(String message) {
        return new ParameterException(commandLine(), message);
    }

    final CommandLine commandLine() {
        return requireNonNull(spec).commandLine();
    }

    private void complain(String what) {
        tell(commandLine().getErr(), "selkie: " + what);
    }

    private static void tell(PrintWriter writer, String line) {
        writer.println(line);
        writer.flush();
    }
}
