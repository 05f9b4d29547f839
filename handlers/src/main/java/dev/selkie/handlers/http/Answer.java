package dev.selkie.handlers.http;

import dev.selkie.connection.Connection;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An answer that has been worked out, to be sent once. The files in it are its own until they are the connection's. */
final class Answer implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(Answer.class);

    private interface Piece {
        void sendTo(Connection connection);

        default void close() throws IOException {}
    }

    private record FilePiece(FileChannel file, long offset, long count) implements Piece {
        @Override
        public void sendTo(Connection connection) {
            connection.sendFile(file, offset, count);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    private final int status;
    private final long bodyBytes;
    private final boolean isLast;
    private final Deque<Piece> pieces = new ArrayDeque<>(2);

    /**
     * The head.
     *
     * @param request to which it is the answer
     * @param bodyBytes how much is to follow it; -1 where an answer has no body
     */
    Answer(Request request, int status, HttpFields.Mutable fields, long bodyBytes) {
        this.status = status;
        this.bodyBytes = bodyBytes;
        this.isLast = !request.keepAlive();
        then(ResponseHead.encode(
                request.isOld() ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1, status, fields, bodyBytes));
    }

    Answer then(ByteBuffer bytes) {
        pieces.add(connection -> connection.write(bytes));
        return this;
    }

    /** A piece of a file, which is this answer's from now on. */
    Answer then(FileChannel file, long offset, long count) {
        pieces.add(new FilePiece(file, offset, count));
        return this;
    }

    void sendTo(Connection connection) {
        while (!pieces.isEmpty()) {
            pieces.remove().sendTo(connection);
        }
    }

    int status() {
        return status;
    }

    long bodyBytes() {
        return Math.max(0, bodyBytes);
    }

    /** Whether the connection closes behind it. */
    boolean isLast() {
        return isLast;
    }

    /** Gives up what has not been sent. */
    @Override
    public void close() {
        while (!pieces.isEmpty()) {
            try {
                pieces.remove().close();
            } catch (IOException failure) {
                log.debug("a file did not close: {}", failure.toString());
            }
        }
    }
}
