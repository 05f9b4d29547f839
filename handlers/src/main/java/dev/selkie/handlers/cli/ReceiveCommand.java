package dev.selkie.handlers.cli;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.handlers.ReceiveHandler;
import dev.selkie.handlers.ReceivedNames;
import dev.selkie.handlers.StoreHandler;
import dev.selkie.transfer.UploadDirectory;
import dev.selkie.transfer.UploadException;
import dev.selkie.transfer.UploadOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code selkie receive}. */
@Command(
        name = "receive",
        description = "Receives until the end of the stream, and prints for each connection how many bytes came.")
final class ReceiveCommand extends StreamServerCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = {
                "Store what each connection sends in a file there, received-DATE-TIME-NUMBER: whole, or not at all. Its size is"
                        + " printed when it is on the disk. Without it, what comes is only counted."
            })
    private @Nullable Path path;

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            defaultValue = "10g",
            converter = SizeConverter.class,
            description = {
                "With DIR: break a connection off that sends more than this; 0: any size.",
                "Default: ${DEFAULT-VALUE}"
            })
    private long maxBytes;

    private @Nullable UploadDirectory directory;

    ReceiveCommand() {
        super(5678);
    }

    @Override
    void prepare() throws UploadException {
        if (path != null) {
            directory = UploadDirectory.open(path);
        } else if (isGiven("--max-size")) {
            throw wrongUse("--max-size is for files: name a DIR to store them in");
        }
    }

    @Override
    void release() {
        if (directory != null) {
            directory.close();
        }
    }

    @Override
    RequestHandlerFactory handlers() {
        UploadDirectory target = directory;
        if (target == null) {
            return () -> new ReceiveHandler(this::print);
        }
        UploadOptions numbered = UploadOptions.defaults().withIfTaken(UploadOptions.IfTaken.NUMBER);
        UploadOptions options = maxBytes == 0 ? numbered : numbered.withMaxBytes(maxBytes);
        var names = new ReceivedNames(Clock.system(ZoneId.systemDefault()));
        return () -> new StoreHandler(target, names.get(), options, this::print);
    }
}
