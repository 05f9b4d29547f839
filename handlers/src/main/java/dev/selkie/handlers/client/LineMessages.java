package dev.selkie.handlers.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Each line of a stream is a message: its bytes, whatever they mean, without the line's end. Empty lines are skipped. */
public final class LineMessages implements Messages {
    /** What waits to be sent is kept in memory, and this is the most of it that a connection takes by default. */
    public static final int MAX_LINE_BYTES = 16 * 1024 * 1024;

    private final InputStream in;
    private final Display display;

    /**
     * The lines of a stream.
     *
     * @param in read no further than to the end of the line that is asked for, but for what it buffers itself
     * @param display told when a line is waited for, and when it has come
     */
    public LineMessages(InputStream in, Display display) {
        this.in = in;
        this.display = display;
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        var line = new ByteArrayOutputStream();
        while (line.size() == 0) {
            display.prompt();
            if (!readLine(line)) {
                break;
            }
            display.entered();
        }
        return line.size() == 0 ? null : line.toByteArray();
    }

    /** Returns false at the end of the stream, before which there may be a line without an end. */
    private boolean readLine(ByteArrayOutputStream line) throws IOException {
        boolean carriageReturn = false; // not known yet whether it belongs to the line's end
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (carriageReturn) {
                line.write('\r');
            }
            if (next < 0) {
                return false;
            }
            carriageReturn = next == '\r';
            if (!carriageReturn) {
                line.write(next);
            }
            if (line.size() > MAX_LINE_BYTES) {
                throw new IOException("a line of standard input is longer than " + MAX_LINE_BYTES
                        + " bytes, the longest message; send it as a file");
            }
        }
        return true;
    }
}
