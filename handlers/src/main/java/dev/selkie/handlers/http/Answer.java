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

    private sealed interface Piece extends Closeable {
        /** As many as an empty one takes. */
        long LEAST_BYTES = 128;

        void sendTo(Connection connection);

        long heldBytes();

        /** Nothing to close by default: only a file is open. */
        @Override
        default void close() throws IOException {}
    }

    private record BytesPiece(ByteBuffer bytes) implements Piece {
        @Override
        public void sendTo(Connection connection) {
            connection.write(bytes);
        }

        @Override
        public long heldBytes() {
            return LEAST_BYTES + bytes.remaining();
        }
    }

    private record PagePiece(Page page) implements Piece {
        @Override
        public void sendTo(Connection connection) {
            connection.send(new PageSend(page));
        }

        @Override
        public long heldBytes() {
            return LEAST_BYTES + page.length();
        }
    }

    private record FilePiece(FileChannel file, long offset, long count) implements Piece {
        @Override
        public void sendTo(Connection connection) {
            connection.sendFile(file, offset, count);
        }

        @Override
        public long heldBytes() {
            return LEAST_BYTES;
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

    /** As another that has not been sent, all of which is in memory. */
    private Answer(Answer other) {
        this.status = other.status;
        this.bodyBytes = other.bodyBytes;
        this.isLast = other.isLast;
        for (Piece piece : other.pieces) {
            then(((BytesPiece) piece).bytes().duplicate());
        }
    }

    /**
     * The same, to be sent once more.
     *
     * @throws ClassCastException where a piece of it is in a file, which is sent once
     */
    Answer copy() {
        return new Answer(this);
    }

    Answer then(ByteBuffer bytes) {
        pieces.add(new BytesPiece(bytes));
        return this;
    }

    Answer then(Page page) {
        boolean isLong = page.pieces().size() > 1;
        pieces.add(
                isLong
                        ? new PagePiece(page)
                        : new BytesPiece(ByteBuffer.wrap(page.pieces().get(0))));
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

    /** How much memory it takes, at most, as long as it has not been sent. */
    long heldBytes() {
        return pieces.stream().mapToLong(Piece::heldBytes).sum();
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
