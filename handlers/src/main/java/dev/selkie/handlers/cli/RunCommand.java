package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.selkie.handlers.client.CommandHandler;
import dev.selkie.handlers.client.Display;
import dev.selkie.handlers.client.FramedRunHandler;
import dev.selkie.handlers.client.RunHandler;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.Connector;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code selkie run}. */
@Command(
        name = "run",
        customSynopsis = {
            "selkie run [OPTIONS] HOST PORT COMMAND...",
            "       selkie run [OPTIONS] --unix PATH COMMAND..."
        },
        description = {
            "Has a command server run commands, and prints their outputs, as they are.%n",
            "Each COMMAND is one, in their order, in one session; 'exit' ends it, and is not sent. The first that fails is the"
                    + " last, but without --framed a server cannot tell that one has failed.%n"
        })
final class RunCommand extends PeerCommand {
    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = {"How long a command may be silent; 0: as long as it likes.", "Default: ${DEFAULT-VALUE}"})
    private Duration timeout = Duration.ZERO;

    @Option(
            names = "--framed",
            description = "Speak the form of the protocol in which messages have lengths; the server must, too.")
    private boolean framed;

    @Override
    CompletableFuture<@Nullable Void> begin(EventLoop loop, SocketAddress server, List<String> texts) {
        List<String> commands = texts.stream().filter(text -> !text.isEmpty()).toList();
        if (commands.isEmpty()) {
            throw wrongUse("there is no COMMAND to be run");
        }
        Display display = display();
        CommandHandler handler = framed
                ? new FramedRunHandler(commands, display, timeout)
                : new RunHandler(fitting(commands), display, timeout);
        new Connector(loop, connectorOptions().withConnection(CommandHandler.options()))
                .connect(server, () -> handler)
                .whenComplete((connection, failure) -> {
                    if (failure != null) {
                        handler.outcome().completeExceptionally(failure);
                    }
                });
        return handler.outcome();
    }

    private List<String> fitting(List<String> commands) {
        for (String command : commands) {
            int size = command.getBytes(UTF_8).length;
            if (size > RunHandler.MAX_COMMAND_BYTES) {
                throw wrongUse("a command of " + size + " bytes is longer than the " + RunHandler.MAX_COMMAND_BYTES
                        + " that can be told from the next: use --framed, on the server too");
            }
        }
        return commands;
    }
}
