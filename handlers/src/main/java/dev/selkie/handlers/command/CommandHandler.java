package dev.selkie.handlers.command;

import dev.selkie.handlers.Framing;
import dev.selkie.handlers.command.Outcome.Status;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The tutorial's protocol: each message is a command; the answer is the length of its standard output, in decimal, and, when
 * the client has sent any message to acknowledge it, the output. There is no room for reasons: what is refused, fails or is
 * cut off has no output. A right token is answered {@code ok}.
 */
public final class CommandHandler extends TextCommandHandler {
    /** Whose length was told; null when nothing waits for an acknowledgement. */
    private @Nullable ByteBuffer unacknowledged;

    /**
     * One for each connection.
     *
     * @param service shared by all
     * @param framing where messages end
     */
    public CommandHandler(CommandService service, Framing framing) {
        super(service, framing, false);
    }

    @Override
    protected void handleMessage(ByteBuffer message) {
        if (message.hasRemaining()) {
            if (unacknowledged == null) {
                session().take(message);
            } else {
                acknowledged(unacknowledged);
            }
        }
    }

    private void acknowledged(ByteBuffer output) {
        unacknowledged = null;
        service().unacknowledged().release(connection());
        connection().write(output);
        session().paid();
    }

    @Override
    void welcome() {
        say("ok");
    }

    @Override
    void answer(Outcome outcome) {
        ByteBuffer output = outcome.status() == Status.OK ? outcome.output() : ByteBuffer.allocate(0);
        unacknowledged = output;
        service().unacknowledged().hold(connection(), output.remaining());
        say(String.valueOf(output.remaining()));
        session().owe();
    }
}
