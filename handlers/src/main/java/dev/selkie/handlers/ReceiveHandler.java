package dev.selkie.handlers;

import dev.selkie.connection.CloseReason;
import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.server.Addresses;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what comes, keeps none of it, and tells at the end of the stream how much it was. A connection that ends in another
 * way has no total: it may lack its end, and the log says so.
 */
public final class ReceiveHandler extends StreamRequestHandler {
    private static final Logger log = LoggerFactory.getLogger(ReceiveHandler.class);

    private final Consumer<String> printer;
    private long receivedBytes;
    private boolean whole;

    /**
     * One for each connection.
     *
     * @param printer is given {@code Total size:N}, on the loop's thread
     */
    public ReceiveHandler(Consumer<String> printer) {
        this.printer = printer;
    }

    @Override
    protected void handle(ByteBuffer received) {
        receivedBytes += received.remaining();
        received.position(received.limit());
    }

    @Override
    protected void endOfInput() {
        whole = true;
        printer.accept("Total size:" + receivedBytes);
        connection().close();
    }

    @Override
    protected void closed(CloseReason reason, long unsentBytes) {
        if (!whole) {
            log.warn(
                    "{} sent {} bytes and no end of the stream: {}",
                    Addresses.format(clientAddress()),
                    receivedBytes,
                    reason);
        }
    }
}
