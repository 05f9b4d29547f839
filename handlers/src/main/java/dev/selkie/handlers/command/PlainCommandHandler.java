package dev.selkie.handlers.command;

import dev.selkie.handlers.Framing;
import dev.selkie.handlers.Printable;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * Commands for people with {@code nc}: each line is one; the answer is what it writes, errors included, and then a line of
 * its own: {@code [exit 0]}, {@code [refused]}, {@code [failed: why]}, {@code [timed out]}, {@code [too much output]}.
 * {@code help} lists what is allowed, {@code quit} closes. A right token is answered {@code ok}.
 */
public final class PlainCommandHandler extends TextCommandHandler {
    private static final String HELP = "help";
    private static final String QUIT = "quit";

    /** What no entry can be called. */
    public static final Set<String> OWN_WORDS = Set.of(HELP, QUIT);

    /**
     * One for each connection.
     *
     * @param service shared by all
     */
    public PlainCommandHandler(CommandService service) {
        super(service, Framing.LINES, true);
    }

    @Override
    protected void handleMessage(ByteBuffer line) {
        if (!line.hasRemaining()) {
            return;
        }
        if (session().isTrusted() && is(line, QUIT)) {
            connection().close();
        } else if (session().isTrusted() && is(line, HELP)) {
            service().commands().help().forEach(allowed -> say(allowed + "\n"));
            say("help\nquit\n[exit 0]\n");
        } else {
            session().take(line);
        }
    }

    @Override
    void welcome() {
        say("ok\n");
    }

    @Override
    void answer(Outcome outcome) {
        ByteBuffer output = outcome.output();
        boolean inMidLine = output.hasRemaining() && output.get(output.limit() - 1) != '\n';
        connection().write(output);
        say((inMidLine ? "\n[" : "[") + Printable.escape(outcome.describe()) + "]\n");
    }

    @Override
    protected void lineTooLong() {
        say("[failed: the line is too long]\n");
    }
}
