package dev.selkie.handlers.command;

import dev.selkie.connection.Connection;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a command server share: what is allowed, within which limits, and what runs. Safe for use by any
 * thread; handlers of several servers may share one.
 *
 * <pre>{@code
 * try (var service = new CommandService(AllowList.harmless(), CommandLimits.defaults(), null);
 *         var server = new TcpServer(address, () -> new PlainCommandHandler(service))) {
 *     server.serveForever();
 * }
 * }</pre>
 */
public final class CommandService implements AutoCloseable {
    private static final Duration TOKEN_LIMIT = Duration.ofSeconds(10);

    /** Killing takes some milliseconds. */
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    private final Commands commands;
    private final CommandLimits limits;
    private final @Nullable Token token;
    private final Duration tokenLimit;
    private final CommandRunner runner;
    private final UnacknowledgedOutput unacknowledged;

    /**
     * A service.
     *
     * @param commands what clients may run
     * @param limits what that may take
     * @param token to be sent first on each connection, within ten seconds; null: nothing is asked
     */
    public CommandService(Commands commands, CommandLimits limits, @Nullable Token token) {
        this(commands, limits, token, TOKEN_LIMIT);
    }

    /** For tests. */
    CommandService(Commands commands, CommandLimits limits, @Nullable Token token, Duration tokenLimit) {
        this.commands = commands;
        this.limits = limits;
        this.token = token;
        this.tokenLimit = tokenLimit;
        this.runner = new CommandRunner(limits.runs());
        this.unacknowledged = new UnacknowledgedOutput((long) limits.runs() * limits.outputBytes());
    }

    Commands commands() {
        return commands;
    }

    UnacknowledgedOutput unacknowledged() {
        return unacknowledged;
    }

    TokenGate gate(Connection connection, Runnable whenOpen) {
        return new TokenGate(token, tokenLimit, connection, whenOpen);
    }

    /** Runs a command as soon as there is room. Returns it, to be cancelled. */
    Run submit(List<String> command, boolean withErrors, Connection connection, Consumer<Outcome> whenOver) {
        var run = new Run(command, withErrors, limits, connection.loop().blockingExecutor(), whenOver);
        runner.submit(run);
        return run;
    }

    void cancel(Run run) {
        runner.cancel(run);
    }

    /** Kills what runs. To be called when the servers have closed; waits until all is gone, for two seconds at most. */
    @Override
    public void close() {
        runner.close(LONGEST_CLOSE);
    }
}
