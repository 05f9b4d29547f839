package dev.selkie.handlers.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The robust form of the command protocol: each message is a 4 byte length and so many bytes. Those of a reply are a status, a
 * 4 byte exit code, and the output, which is shown as it comes, before the frame is whole.
 */
public final class FramedRunHandler extends RunHandler {
    private static final int LENGTH_BYTES = 4;
    private static final int HEAD_BYTES = 5;

    private boolean headBegan;
    private boolean headCame;
    private int status;
    private int exitCode;
    private long missingBytes;

    /**
     * For one connection.
     *
     * @param token sent before them; null: none
     * @param commands in their order, not empty; {@code exit} ends the session, and is not sent
     * @param display where to show the outputs
     * @param timeout the longest silence while an output is waited for; zero: for ever
     */
    public FramedRunHandler(@Nullable String token, List<String> commands, Display display, Duration timeout) {
        super(token, commands, display, timeout);
    }

    /** Is answered as a command is. */
    @Override
    void introduce(String secret) {
        ask(secret);
    }

    @Override
    void ask(String command) {
        headBegan = false;
        headCame = false;
        byte[] text = command.getBytes(UTF_8);
        connection()
                .write(ByteBuffer.allocate(LENGTH_BYTES + text.length)
                        .putInt(text.length)
                        .put(text)
                        .flip());
    }

    @Override
    String silence() {
        return headBegan && !headCame ? "no whole reply (does it serve with --framed?)" : super.silence();
    }

    @Override
    void answer(ByteBuffer received) {
        headBegan = true;
        if (headCame) {
            output(received);
        } else if (received.remaining() >= LENGTH_BYTES + HEAD_BYTES) {
            head(received);
        }
    }

    private void head(ByteBuffer received) {
        long length = Integer.toUnsignedLong(received.getInt());
        if (length < HEAD_BYTES || length - HEAD_BYTES > MAX_OUTPUT_BYTES) {
            fail("announced a frame of " + length + " bytes for " + asked()
                    + ", which is no reply: does it serve with --framed?");
            return;
        }
        headCame = true;
        status = received.get();
        exitCode = received.getInt();
        missingBytes = length - HEAD_BYTES;
        if (missingBytes == 0) {
            judge();
        }
    }

    private void output(ByteBuffer received) {
        int count = (int) Math.min(received.remaining(), missingBytes);
        missingBytes -= count;
        show(received, count, missingBytes == 0 ? this::judge : this::armTimeout);
    }

    private void judge() {
        switch (status) {
            case 0 -> {
                if (exitCode == 0) {
                    answered();
                } else {
                    fail("says that " + asked() + " ended with exit code " + exitCode);
                }
            }
            case 1 -> fail("refused " + asked());
            case 2 -> fail("could not run " + asked());
            case 3 -> fail("stopped " + asked() + ", which took too long");
            case 4 -> fail("stopped " + asked() + ", which put out too much");
            default -> fail("answered " + asked() + " with a status that is unknown: " + status);
        }
    }
}
