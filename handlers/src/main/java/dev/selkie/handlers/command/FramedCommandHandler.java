package dev.selkie.handlers.command;

import dev.selkie.handler.FrameRequestHandler;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The robust form: each frame, a length of four bytes and so many bytes, is a command; the answer is a frame too: how it ended
 * (0 ok, 1 refused, 2 failed, 3 timed out, 4 too much output), four bytes of exit code (-1 where there is none), and its
 * standard output. A right token is answered as a command that writes nothing.
 */
public final class FramedCommandHandler extends FrameRequestHandler {
    private static final int MAX_FRAME_BYTES = 8 * 1024;

    private final CommandService service;
    private @Nullable Session session;

    /**
     * One for each connection.
     *
     * @param service shared by all
     */
    public FramedCommandHandler(CommandService service) {
        super(Integer.BYTES, MAX_FRAME_BYTES);
        this.service = service;
    }

    @Override
    protected void setup() {
        session = new Session(
                service, connection(), false, () -> answer(Outcome.of(0, ByteBuffer.allocate(0))), this::answer);
    }

    @Override
    protected boolean goesOn() {
        return super.goesOn() && session().goesOn();
    }

    @Override
    protected void handleFrame(ByteBuffer frame) {
        session().take(frame);
    }

    @Override
    protected void frameTooLong(long length) {
        answer(Outcome.failed("the command is too long"));
    }

    private void answer(Outcome outcome) {
        ByteBuffer output = outcome.output();
        writeFrame(ByteBuffer.allocate(1 + Integer.BYTES + output.remaining())
                .put(outcome.status().code)
                .putInt(outcome.exitCode())
                .put(output)
                .flip());
    }

    @Override
    protected void endOfInput() {
        session().endOfInput();
    }

    @Override
    protected void serverClosing() {
        session().serverClosing();
    }

    @Override
    protected void finish() {
        session().finish();
    }

    private Session session() {
        return Objects.requireNonNull(session);
    }
}
