package dev.selkie.handlers.http;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A small file in memory: all of it goes out with the head, by one call of the kernel, and no file is open while it waits for a
 * slow client. Nothing here blocks. Thread-safe.
 *
 * @param bytes from 0 to the limit; never changed
 */
record SmallDocument(Validators validators, String type, ByteBuffer bytes) implements Document {
    static final int MAX_BYTES = 8 * 1024;

    /** Of all of a file. May block. */
    static SmallDocument read(OpenFile file) throws IOException {
        ByteBuffer bytes = file.read(0, (int) file.size());
        return new SmallDocument(Validators.of(file.attributes()), MediaTypes.of(file.name()), bytes);
    }

    @Override
    public long size() {
        return bytes.limit();
    }

    @Override
    public void append(Answer answer, long offset, long count) {
        answer.then(bytes.slice((int) offset, (int) count));
    }
}
