package dev.selkie.handlers.client;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.ConnectionOptions;
import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.loop.Timer;
import dev.selkie.server.Addresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends a file, ends its side, and waits for the receiver to close: that is how a receiver says that it has all. Until then
 * the socket is set to break off when it is closed, so that nobody takes a part for the whole when this process dies.
 */
public final class SendHandler extends StreamRequestHandler {
    private static final int BREAK_OFF = 0;
    private static final int END_IN_ORDER = -1;

    private final Path file;
    private final long length;
    private final Duration timeout;
    private final CompletableFuture<Duration> outcome = new CompletableFuture<>();
    private long startNanos;
    private boolean allSent;
    private boolean receiverEnded;
    private boolean receiverEndedEarly;
    private @Nullable Timer timer;
    private @Nullable Throwable fault;

    /**
     * For one connection.
     *
     * @param file what to send
     * @param length its length in bytes
     * @param timeout how long the receiver may take nothing, and how long it may not close when it has all; zero: for ever
     */
    public SendHandler(Path file, long length, Duration timeout) {
        this.file = file;
        this.length = length;
        this.timeout = timeout;
    }

    /**
     * What suits it: silence on the way back is no news, and what does come is read while the file is sent, as long as no more
     * than 2 GiB of it are left; a receiver that says something, and waits until it is heard, would wait for ever otherwise.
     *
     * @param timeout how long the receiver may take nothing; zero: for ever
     * @return for {@link dev.selkie.server.ConnectorOptions#withConnection}
     */
    public static ConnectionOptions options(Duration timeout) {
        return ConnectionOptions.defaults()
                .withIdleTimeout(Duration.ZERO)
                .withWriteTimeout(timeout)
                .withMarks(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /**
     * What comes of it.
     *
     * @return completed on the loop's thread with the time from the connection to the receiver's end, or with an
     *     {@link IOException} that says in one line why the receiver may not have all
     */
    public CompletableFuture<Duration> outcome() {
        return outcome;
    }

    // ---- what the connection calls

    @Override
    protected void setup() throws IOException {
        startNanos = connection().loop().nanoTime();
        whenItCloses(BREAK_OFF);
        connection().sendFile(file, 0, length).whenComplete((count, failure) -> {
            if (failure == null) {
                sent();
            } else {
                fault = failure;
            }
        });
        connection().endOutput();
    }

    private void sent() {
        allSent = true;
        if (receiverEnded) {
            receiverEndedEarly = true;
            whenItCloses(END_IN_ORDER); // it may be reading, for all we know
        } else if (!timeout.isZero()) {
            timer = connection().loop().schedule(timeout, connection()::abort);
        }
    }

    /** Whatever a receiver has to say, it is not what was asked for. */
    @Override
    protected void handle(ByteBuffer received) {
        received.position(received.limit());
    }

    @Override
    protected void endOfInput() {
        receiverEnded = true;
        if (allSent) {
            whenItCloses(END_IN_ORDER);
            connection().close();
        }
    }

    @Override
    protected void closed(CloseReason reason, long unsentBytes) {
        if (timer != null) {
            timer.cancel();
        }
        connection().loop().defer(() -> conclude(reason, unsentBytes)); // what became of the file is told before
    }

    private void conclude(CloseReason reason, long unsentBytes) {
        if (allSent && receiverEnded && !receiverEndedEarly) {
            outcome.complete(Duration.ofNanos(connection().loop().nanoTime() - startNanos));
        } else {
            outcome.completeExceptionally(failure(reason, unsentBytes));
        }
    }

    private void whenItCloses(int how) {
        if (connection().remoteAddress() instanceof InetSocketAddress) { // other sockets have no such option
            try {
                connection().setOption(StandardSocketOptions.SO_LINGER, how);
            } catch (IOException broken) {
                // It ends as it will.
            }
        }
    }

    // ---- what went wrong

    private Throwable failure(CloseReason reason, long unsentBytes) {
        if (fault != null && (reason == CloseReason.FILE_TRUNCATED || reason == CloseReason.FILE_FAILED)) {
            return fault; // which says which file
        }
        String receiver = Addresses.format(clientAddress());
        if (receiverEndedEarly) {
            return new IOException(receiver + " had ended its side before all was sent: whether it has all of " + file
                    + " cannot be known");
        }
        if (allSent && reason == CloseReason.ABORTED) {
            return new SocketTimeoutException(receiver + " was sent all of " + file + " but has not closed for "
                    + Conversation.seconds(timeout) + ": whether it has all cannot be known");
        }
        String told = receiver + " " + CloseReasons.describe(reason) + " after ";
        return new IOException(
                allSent
                        ? told + "all " + length + " bytes of " + file
                                + " were sent: it may not have kept them; its log says why"
                        : told + (length - unsentBytes) + " of the " + length + " bytes of " + file);
    }
}
