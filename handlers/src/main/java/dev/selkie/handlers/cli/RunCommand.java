package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.selkie.handlers.client.AcknowledgedRunHandler;
import dev.selkie.handlers.client.Display;
import dev.selkie.handlers.client.FramedRunHandler;
import dev.selkie.handlers.client.RunHandler;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.Connector;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
            "Has a command server run commands, and prints their outputs, as they are.",
            "%nEach COMMAND is one, in their order, in one session; 'exit' ends it, and is not sent. The first that fails is the"
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

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Send what is in the file before the commands, for a server that wants a token.")
    private @Nullable Path tokenFile;

    @Override
    CompletableFuture<@Nullable Void> begin(EventLoop loop, SocketAddress server, List<String> texts)
            throws IOException {
        List<String> commands = texts.stream().filter(text -> !text.isEmpty()).toList();
        if (commands.isEmpty()) {
            throw wrongUse("there is no COMMAND to be run");
        }
        String token = tokenFile == null ? null : read(tokenFile);
        Display display = display();
        RunHandler handler = framed
                ? new FramedRunHandler(token, commands, display, timeout)
                : new AcknowledgedRunHandler(token, fitting(commands), display, timeout);
        var unused = new Connector(loop, connectorOptions().withConnection(RunHandler.options()))
                .connect(server, () -> handler)
                .whenComplete((connection, failure) -> {
                    if (failure != null) {
                        handler.outcome().completeExceptionally(failure);
                    }
                });
        return handler.outcome();
    }

    /** One line, whose end is no part of it. */
    private static String read(Path file) throws IOException {
        try {
            String token = Files.readString(file).stripTrailing();
            if (token.isEmpty() || token.lines().count() > 1) {
                throw new IOException("it must hold one line");
            }
            return token;
        } catch (NoSuchFileException missing) {
            throw new IOException("no token in " + file + ": there is no such file", missing);
        } catch (IOException failure) {
            throw new IOException("no token in " + file + ": " + failure.getMessage(), failure);
        }
    }

    private List<String> fitting(List<String> commands) {
        for (String command : commands) {
            int size = command.getBytes(UTF_8).length;
            if (size > AcknowledgedRunHandler.MAX_COMMAND_BYTES) {
                throw wrongUse(
                        "a command of " + size + " bytes is longer than the " + AcknowledgedRunHandler.MAX_COMMAND_BYTES
                                + " that can be told from the next: use --framed, on the server too");
            }
        }
        return commands;
    }
}
