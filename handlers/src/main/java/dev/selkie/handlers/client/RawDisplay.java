package dev.selkie.handlers.client;

import java.io.IOException;
import java.io.OutputStream;

/** For programs: the bytes as they came, and none besides. */
public final class RawDisplay implements Display {
    private final OutputStream out;

    /**
     * Shows nothing yet.
     *
     * @param out not buffered, or what has come is not seen
     */
    public RawDisplay(OutputStream out) {
        this.out = out;
    }

    @Override
    public void print(byte[] bytes) throws IOException {
        write(out, bytes);
    }

    static void write(OutputStream out, byte[] bytes) throws IOException {
        try {
            out.write(bytes);
        } catch (IOException failure) {
            // Java has no code for it, only the system's text. Where that is in another language, a line is told.
            if ("Broken pipe".equals(failure.getMessage())) {
                throw new OutputClosedException(failure);
            }
            throw new IOException("cannot write to standard output: " + failure.getMessage(), failure);
        }
    }
}
