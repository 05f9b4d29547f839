package dev.selkie.handlers.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** What a command writes, up to a limit. Filled by one thread, looked at by another. */
final class BoundedOutput {
    private static final int READ_BYTES = 8 * 1024;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int maxBytes;
    private boolean exceeded;

    BoundedOutput(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Reads to the end, or to the limit: what exceeds it is left unread. */
    void readAll(InputStream source) {
        byte[] piece = new byte[READ_BYTES];
        try {
            int count = source.read(piece);
            while (count >= 0 && add(piece, count)) {
                count = source.read(piece);
            }
        } catch (IOException closed) {
            // Its process has gone, and that is the end.
        }
    }

    private synchronized boolean add(byte[] piece, int count) {
        int room = maxBytes - bytes.size();
        bytes.write(piece, 0, Math.min(count, room));
        exceeded = count > room;
        return !exceeded;
    }

    synchronized boolean isExceeded() {
        return exceeded;
    }

    synchronized ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes.toByteArray());
    }
}
