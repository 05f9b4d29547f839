package dev.selkie.transfer;

import dev.selkie.connection.CloseReason;
import dev.selkie.handler.StreamRequestHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Stores what one connection sends, as the documentation of {@link Upload} has it. */
final class StoringHandler extends StreamRequestHandler {
    private final UploadDirectory directory;
    private final String name;
    private final UploadOptions options;
    private @Nullable Upload upload;

    @Nullable
    Path stored;

    @Nullable
    Throwable failure;

    @Nullable
    CloseReason reason;

    int pauses;
    int outcomes;

    StoringHandler(UploadDirectory directory, String name, UploadOptions options) {
        this.directory = directory;
        this.name = name;
        this.options = options;
    }

    @Override
    protected void setup() throws IOException {
        Upload begun = directory.begin(connection().loop(), name, options, connection()::resume);
        upload = begun;
        begun.outcome().whenComplete((path, why) -> {
            outcomes++;
            stored = path;
            failure = why;
            if (why == null) {
                connection().close();
            } else if (connection().isOpen()) {
                connection().abort();
            }
        });
    }

    @Override
    protected void handle(ByteBuffer received) {
        if (!upload().write(received)) {
            pauses++;
            connection().pause();
        }
    }

    @Override
    protected void endOfInput() {
        upload().finish();
    }

    @Override
    protected void closed(CloseReason why, long unsentBytes) {
        reason = why;
        if (upload != null) {
            upload.cancel();
        }
    }

    private Upload upload() {
        if (upload == null) {
            throw new AssertionError("there is no upload");
        }
        return upload;
    }
}
