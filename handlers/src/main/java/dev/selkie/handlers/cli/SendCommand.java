package dev.selkie.handlers.cli;

import dev.selkie.handlers.client.SendHandler;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.Connector;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code selkie send}. */
@Command(
        name = "send",
        customSynopsis = {"selkie send [OPTIONS] HOST PORT FILE", "       selkie send [OPTIONS] --unix PATH FILE"},
        description = {
            "Sends a file, without carrying it through this process where the system can do that.",
            "%nEnds its side and waits until the receiver closes, which says that it has all; then prints the time it took and"
                    + " the rate. On a terminal a bar shows how far it is.%n"
        })
final class SendCommand extends PeerCommand {
    private static final double BYTES_PER_MIB = 1024 * 1024;
    private static final double BITS_PER_GBIT = 1e9;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = {
                "How long the receiver may take nothing, and how long it may not close when it was sent all; 0: for ever.",
                "Default: ${DEFAULT-VALUE}"
            })
    private Duration timeout = Duration.ZERO;

    @Override
    CompletableFuture<@Nullable Void> begin(EventLoop loop, SocketAddress server, List<String> texts)
            throws IOException {
        if (texts.size() != 1) {
            throw wrongUse("give one FILE to send");
        }
        Path file = Path.of(texts.get(0));
        long length = length(file);
        var handler = new SendHandler(file, length, timeout);
        var connector = new Connector(loop, connectorOptions().withConnection(SendHandler.options(timeout)));
        var progress = Terminals.ERROR.isTerminal() ? new SendProgress(loop, connector.counters(), length) : null;
        var unused = connector.connect(server, () -> handler).whenComplete((connection, failure) -> {
            if (failure != null) {
                handler.outcome().completeExceptionally(failure);
            } else if (progress != null) {
                progress.begin();
            }
        });
        return handler.outcome()
                .whenComplete((time, failure) -> {
                    if (progress != null) {
                        progress.end();
                    }
                })
                .thenAccept(time -> report(length, time));
    }

    /** Looked up before anybody is bothered; it is opened when its turn comes. */
    private static long length(Path file) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException missing) {
            throw new IOException("cannot send " + file + ": there is no such file; name another", missing);
        } catch (IOException failure) {
            throw new IOException("cannot send " + file + ": " + failure.getMessage(), failure);
        }
        if (!attributes.isRegularFile()) {
            throw new IOException("cannot send " + file + ": it is "
                    + (attributes.isDirectory() ? "a directory" : "no regular file") + "; only files have an end");
        }
        if (!Files.isReadable(file)) {
            throw new IOException("cannot send " + file + ": permission denied; name one that this user may read");
        }
        return attributes.size();
    }

    private void report(long length, Duration time) {
        double seconds = Math.max(1, time.toNanos()) / 1e9;
        var out = commandLine().getOut();
        out.println(String.format(Locale.ROOT, "Total time: %.3f", seconds));
        out.println(String.format(
                Locale.ROOT,
                "Rate: %.1f MiB/s (%.3f Gbit/s)",
                length / BYTES_PER_MIB / seconds,
                length * Byte.SIZE / BITS_PER_GBIT / seconds));
        out.flush();
    }
}
