package dev.selkie.handlers.cli;

import dev.selkie.connection.ConnectionOptions;
import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.handlers.http.FilesHandler;
import dev.selkie.handlers.http.Site;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code selkie files}. */
@Command(
        name = "files",
        description =
                "Serves the files of a directory over HTTP, to be read: with ranges, and a page for each directory."
                        + " Nothing outside of it, and nothing whose name begins with a dot.")
final class FilesCommand extends AnsweringServerCommand {
    @Parameters(paramLabel = "DIR", description = "The directory.")
    private @Nullable Path directory;

    @Mixin
    private final RequestTimeoutOption requestTimeout = new RequestTimeoutOption();

    private @Nullable Site site;

    FilesCommand() {
        super(8000);
    }

    @Override
    void prepare() throws CommandFailedException {
        Path served = Objects.requireNonNull(directory); // picocli insists on it
        try {
            site = Site.of(served);
            site.prepare();
        } catch (NoSuchFileException missing) {
            throw cannotServe(served, "there is no such directory; create it or name another", missing);
        } catch (NotDirectoryException other) {
            throw cannotServe(served, "it is no directory; name the one it is in", other);
        } catch (AccessDeniedException denied) {
            throw cannotServe(served, "permission denied: choose one that this user may read", denied);
        } catch (IOException failure) {
            throw cannotServe(served, String.valueOf(failure.getMessage()), failure);
        }
    }

    @Override
    ConnectionOptions connectionOptions() {
        return super.connectionOptions().withRequestTimeout(requestTimeout.timeout());
    }

    @Override
    RequestHandlerFactory handlers() {
        Site prepared = Objects.requireNonNull(site);
        return () -> new FilesHandler(prepared);
    }

    private static CommandFailedException cannotServe(Path directory, String why, IOException failure) {
        return new CommandFailedException("cannot serve " + directory + ": " + why, failure);
    }
}
