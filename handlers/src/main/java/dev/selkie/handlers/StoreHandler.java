package dev.selkie.handlers;

import dev.selkie.connection.CloseReason;
import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.server.Addresses;
import dev.selkie.transfer.Upload;
import dev.selkie.transfer.UploadDirectory;
import dev.selkie.transfer.UploadOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what comes until the end of the stream in a file, whole or not at all. The peer is told by the end: it gets the end
 * of the stream when the file is on the disk, and a reset when it will never be.
 */
public final class StoreHandler extends StreamRequestHandler {
    private static final Logger log = LoggerFactory.getLogger(StoreHandler.class);

    private final UploadDirectory directory;
    private final String name;
    private final UploadOptions options;
    private final Consumer<String> printer;
    private @Nullable Upload upload;
    /** The log has said what has become of it. */
    private boolean told;

    private boolean stored;

    /**
     * One for each connection.
     *
     * @param directory open as long as the server is
     * @param name of the file
     * @param options what is expected of it
     * @param printer is given {@code Total size:N} when it is stored, on the loop's thread
     */
    public StoreHandler(UploadDirectory directory, String name, UploadOptions options, Consumer<String> printer) {
        this.directory = directory;
        this.name = name;
        this.options = options;
        this.printer = printer;
    }

    @Override
    protected void setup() throws IOException {
        Upload begun;
        try {
            begun = directory.begin(connection().loop(), name, options, connection()::resume);
        } catch (IOException | RuntimeException failure) {
            connection().abort();
            throw failure;
        }
        upload = begun;
        begun.outcome().whenComplete((path, failure) -> {
            if (path != null) {
                stored(path);
            } else if (!told) {
                failed(failure);
            }
        });
    }

    @Override
    protected void handle(ByteBuffer received) {
        if (!upload().write(received)) {
            connection().pause();
        }
    }

    @Override
    protected void endOfInput() {
        upload().finish();
    }

    private void stored(Path path) {
        told = true;
        stored = true;
        long bytes = upload().receivedBytes();
        printer.accept("Total size:" + bytes);
        log.info("{} sent {} bytes, stored as {}", peer(), bytes, path);
        connection().close();
    }

    private void failed(Throwable failure) {
        told = true;
        log.warn("{} was broken off: {}", peer(), failure.getMessage());
        connection().abort();
    }

    /** Whatever ends it: to a sender the end of the stream says that all has arrived, and nothing else may. */
    @Override
    protected void finish() {
        if (!stored) {
            connection().abort();
        }
    }

    /** What has begun to come may go on coming, for as long as the server's grace allows. */
    @Override
    protected void serverClosing() throws Exception {
        if (upload().receivedBytes() == 0 && !connection().inputEnded()) {
            super.serverClosing();
        }
    }

    @Override
    protected void closed(CloseReason reason, long unsentBytes) {
        Upload begun = upload;
        if (begun != null && !connection().inputEnded() && !told) {
            told = true;
            long bytes = begun.receivedBytes();
            log.warn("{} sent {} bytes and no end of the stream, nothing was stored: {}", peer(), bytes, reason);
        }
        if (begun != null) {
            begun.cancel();
        }
    }

    private Upload upload() {
        return Objects.requireNonNull(upload);
    }

    private String peer() {
        return Addresses.format(clientAddress());
    }
}
