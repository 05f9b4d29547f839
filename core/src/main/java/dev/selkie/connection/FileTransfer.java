package dev.selkie.connection;

import dev.selkie.transfer.FileSend;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One {@link Connection#sendFile}: its end is told to whoever asked for it, to the counters and to the log. */
final class FileTransfer implements FileSend.Listener {
    private static final Logger log = LoggerFactory.getLogger(FileTransfer.class);

    private final StreamConnection connection;
    private final long count;
    private final CompletableFuture<Long> outcome = new CompletableFuture<>();

    FileTransfer(StreamConnection connection, long count) {
        this.connection = connection;
        this.count = count;
    }

    CompletionStage<Long> outcome() {
        return outcome;
    }

    @Override
    public void ready() {
        connection.flush();
    }

    @Override
    public void ended(FileSend send, @Nullable IOException fault) {
        long sentBytes = count - send.remainingBytes();
        String whyCopied = send.whyCopied();
        if (sentBytes > 0) {
            connection.connections().counters().countFile(sentBytes, whyCopied == null);
        }
        log.debug(
                "{}: {} of {} bytes of {} sent, {}",
                connection,
                sentBytes,
                count,
                send,
                whyCopied == null ? "directly" : "copied, because " + whyCopied);
        if (connection.loop().inLoop()) {
            connection.loop().defer(() -> complete(send, fault)); // whoever waits may do anything
        } else {
            complete(send, fault); // it was refused, on the thread of the caller
        }
    }

    private void complete(FileSend send, @Nullable IOException fault) {
        if (send.remainingBytes() == 0) {
            outcome.complete(count);
        } else {
            outcome.completeExceptionally(Objects.requireNonNullElseGet(fault, () -> connectionEnded(send)));
        }
    }

    private IOException connectionEnded(FileSend send) {
        CloseReason reason = connection.states().reason();
        return new IOException(connection + (reason == null ? ": takes no more" : ": ended by " + reason) + ", with "
                + send.remainingBytes() + " of " + count + " bytes of " + send + " unsent");
    }
}
