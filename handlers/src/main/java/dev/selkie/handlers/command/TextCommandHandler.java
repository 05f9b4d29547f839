package dev.selkie.handlers.command;

import dev.selkie.handlers.Framing;
import dev.selkie.handlers.MessageRequestHandler;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A handler of commands whose answers are text. */
abstract class TextCommandHandler extends MessageRequestHandler {
    private final CommandService service;
    private final boolean withErrors;
    private @Nullable Session session;

    TextCommandHandler(CommandService service, Framing framing, boolean withErrors) {
        super(framing);
        this.service = service;
        this.withErrors = withErrors;
    }

    /** The token was right. */
    abstract void welcome();

    /** A command is over. */
    abstract void answer(Outcome outcome);

    final CommandService service() {
        return service;
    }

    final Session session() {
        return Objects.requireNonNull(session);
    }

    @Override
    protected final void setup() {
        session = new Session(service, connection(), withErrors, this::welcome, this::answer);
    }

    @Override
    protected final boolean goesOn() {
        return super.goesOn() && session().goesOn();
    }

    @Override
    protected final void endOfInput() {
        session().endOfInput();
    }

    @Override
    protected final void serverClosing() {
        session().serverClosing();
    }

    @Override
    protected final void finish() {
        session().finish();
    }
}
