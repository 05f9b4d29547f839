package dev.selkie.handlers.http;

import dev.selkie.transfer.Send;
import dev.selkie.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A long page, which others may be sent too: what the socket does not take is not copied for each of them. */
final class PageSend implements Send {
    private final Page page;
    private int next;
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private long remainingBytes;

    PageSend(Page page) {
        this.page = page;
        this.remainingBytes = page.length();
    }

    @Override
    public long sendTo(Transport transport, long maxBytes) throws IOException {
        long sentBytes = 0;
        int count = 1;
        while (count > 0 && remainingBytes > 0 && sentBytes < maxBytes) {
            if (!piece.hasRemaining()) {
                piece = ByteBuffer.wrap(page.pieces().get(next++));
            }
            count = write(transport, maxBytes - sentBytes);
            sentBytes += count;
        }
        return sentBytes;
    }

    private int write(Transport transport, long maxBytes) throws IOException {
        int start = piece.position();
        int end = piece.limit();
        try {
            piece.limit(start + (int) Math.min(end - start, maxBytes));
            transport.write(piece);
        } finally {
            piece.limit(end);
            remainingBytes -= piece.position() - start;
        }
        return piece.position() - start;
    }

    @Override
    public long remainingBytes() {
        return remainingBytes;
    }

    /** As if it were this connection's alone: the others may be done with it before. */
    @Override
    public long retainedBytes() {
        return page.length();
    }

    @Override
    public void close() {
        // It is the collector's.
    }
}
