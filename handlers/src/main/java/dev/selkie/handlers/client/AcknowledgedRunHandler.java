package dev.selkie.handlers.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.selkie.loop.Timer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tutorial's form of the command protocol, in which only time tells one message from the next: a command, the decimal length
 * of its output, an acknowledgement, the output.
 *
 * <p>The length has no end of its own, so that it counts as whole when nothing has come behind it for {@value #SETTLE_MILLIS} ms.
 * And where no output answers the acknowledgement, nothing tells that it has been read, so that the next command waits as long: a
 * server that reads both at once would take them for one.
 */
public final class AcknowledgedRunHandler extends RunHandler {
    /** The tutorial's server reads no more of a command. */
    public static final int MAX_COMMAND_BYTES = 1024;

    private static final int SETTLE_MILLIS = 100;
    private static final Duration SETTLE = Duration.ofMillis(SETTLE_MILLIS);
    private static final int MAX_DIGITS = 18;
    private static final int QUOTED_BYTES = 40;
    private static final String WELCOME = "ok";
    private static final String ACKNOWLEDGEMENT = "ready";

    private enum State {
        TOKEN,
        LENGTH,
        OUTPUT,
        /** All is there, but the acknowledgement may be on its way still. */
        SETTLING
    }

    private final StringBuilder digits = new StringBuilder();
    private State state = State.LENGTH;
    private long missingBytes;
    /** The output came without waiting for the acknowledgement. */
    private boolean hasty;

    private @Nullable Timer settled;

    /**
     * For one connection.
     *
     * @param token sent before them; null: none
     * @param commands in their order, each of at most {@value #MAX_COMMAND_BYTES} bytes and not empty; {@code exit} ends the
     *     session, and is not sent
     * @param display where to show the outputs
     * @param timeout the longest silence while an output is waited for; zero: for ever
     */
    public AcknowledgedRunHandler(@Nullable String token, List<String> commands, Display display, Duration timeout) {
        super(token, commands, display, timeout);
    }

    @Override
    protected void setup() {
        settled = connection().loop().timer(this::hasSettled);
        super.setup();
    }

    @Override
    void introduce(String secret) {
        state = State.TOKEN;
        connection().write(UTF_8.encode(secret));
    }

    @Override
    void ask(String command) {
        state = State.LENGTH;
        hasty = false;
        digits.setLength(0);
        connection().write(UTF_8.encode(command));
    }

    @Override
    void answer(ByteBuffer received) {
        switch (state) {
            case TOKEN -> welcome(received);
            case LENGTH -> length(received);
            case OUTPUT -> output(received);
            case SETTLING -> fail("sent more than it had announced for " + asked());
        }
    }

    private void welcome(ByteBuffer received) {
        if (received.remaining() >= WELCOME.length()) {
            String answer = beginning(received);
            if (answer.equals(quoted(WELCOME))) {
                answered();
            } else {
                fail("answered the token with " + answer + ": does it want one?");
            }
        }
    }

    private void length(ByteBuffer received) {
        settled().cancel();
        while (received.hasRemaining() && isDigit(received.get(received.position()))) {
            digits.append((char) received.get());
        }
        if (digits.isEmpty()) {
            fail("answered " + asked() + " with " + beginning(received)
                    + ", which is no length: does it speak this form of the command protocol?");
        } else if (digits.length() > MAX_DIGITS) {
            fail("announced a length of more than " + MAX_DIGITS + " digits for " + asked());
        } else if (received.hasRemaining()) {
            hasty = true;
            lengthIsWhole();
        } else {
            settled().armAfter(SETTLE);
        }
    }

    private void lengthIsWhole() {
        missingBytes = Long.parseLong(digits.toString());
        if (missingBytes > MAX_OUTPUT_BYTES) {
            fail("announced " + missingBytes + " bytes for " + asked() + ", and more than " + MAX_OUTPUT_BYTES
                    + " are not taken");
            return;
        }
        connection().write(UTF_8.encode(ACKNOWLEDGEMENT));
        if (missingBytes == 0) {
            settle();
        } else {
            state = State.OUTPUT;
            armTimeout();
        }
    }

    private void output(ByteBuffer received) {
        int count = (int) Math.min(received.remaining(), missingBytes);
        missingBytes -= count;
        if (missingBytes == 0 && received.remaining() > count) {
            fail("sent more than it had announced for " + asked());
            return;
        }
        show(received, count, missingBytes == 0 ? this::outputIsWhole : this::armTimeout);
    }

    private void outputIsWhole() {
        if (hasty) {
            settle();
        } else {
            answered();
        }
    }

    private void settle() {
        state = State.SETTLING;
        settled().armAfter(SETTLE);
    }

    private void hasSettled() {
        if (isOver()) {
            return;
        }
        if (state == State.LENGTH) {
            lengthIsWhole();
        } else {
            answered();
        }
    }

    private static boolean isDigit(byte character) {
        return '0' <= character && character <= '9';
    }

    private static String beginning(ByteBuffer received) {
        byte[] bytes = new byte[Math.min(received.remaining(), QUOTED_BYTES)];
        received.get(bytes);
        return quoted(new String(bytes, UTF_8));
    }

    private Timer settled() {
        return Objects.requireNonNull(settled); // from setup on
    }
}
