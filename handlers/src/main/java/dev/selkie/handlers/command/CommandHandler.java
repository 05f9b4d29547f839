package dev.selkie.handlers.command;

import dev.selkie.handlers.Framing;
import dev.selkie.handlers.command.Outcome.Status;
import java.nio.ByteBuffer;

/**
 * The tutorial's protocol: each message is a command; the answer is the length of its standard output, in decimal, and, when
 * the client has sent any message to acknowledge it, the output. There is no room for reasons: what is refused, fails or is
 * cut off has no output. A right token is answered {@code ok}.
 */
public final class CommandHandler extends TextCommandHandler {
    /** The length of an output was told, and the next message acknowledges it. */
    private boolean owing;

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
            if (owing) {
                acknowledged();
            } else {
                session().take(message);
            }
        }
    }

    private void acknowledged() {
        ByteBuffer output = service().unacknowledged().release(connection());
        if (output != null) { // else another thread has just let this client go
            owing = false;
            connection().write(output);
            session().paid();
        }
    }

    @Override
    void welcome() {
        say("ok");
    }

    @Override
    void answer(Outcome outcome) {
        ByteBuffer output = outcome.status() == Status.OK ? outcome.output() : ByteBuffer.allocate(0);
        owing = true;
        service().unacknowledged().hold(connection(), output);
        say(String.valueOf(output.remaining()));
        session().owe();
    }
}
