package dev.selkie.handlers.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.Connection;
import dev.selkie.handlers.Printable;
import dev.selkie.loop.Timer;
import dev.selkie.server.Addresses;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the forms of the protocol have in common: the token first, then one command at a time, and none that runs on when its
 * client has gone. A handler calls it from its callbacks of the same names. On the loop's thread.
 */
final class Session {
    private static final Logger log = LoggerFactory.getLogger(CommandService.class);
    private static final String ASKED = "{} asked for {}: {}";

    /** How long a client that has ended its side is worked for: it may wait for its answer, or be gone. */
    private static final Duration AFTER_ITS_END = Duration.ofSeconds(1);

    /** Of a command, in the log. */
    private static final int MOST_SHOWN = 200;

    private final CommandService service;
    private final Connection connection;
    private final boolean withErrors;
    private final Runnable welcome;
    private final Consumer<Outcome> answer;
    private final TokenGate gate;
    private final Timer lastCall;
    private @Nullable Run run;
    /** The command it runs, for the log. */
    private String shown = "";

    /** Something of the last answer waits for the client to ask for it. */
    private boolean owing;
    /** Why it ends when it has been answered; null while it goes on. */
    private @Nullable CloseReason ending;

    /**
     * A session, from {@code setup}.
     *
     * @param withErrors whether standard error of commands is output as well
     * @param welcome called when the token was right
     * @param answer called when a command is over
     */
    Session(
            CommandService service,
            Connection connection,
            boolean withErrors,
            Runnable welcome,
            Consumer<Outcome> answer) {
        this.service = service;
        this.connection = connection;
        this.withErrors = withErrors;
        this.welcome = welcome;
        this.answer = answer;
        this.gate = service.gate(connection, this::opened);
        this.lastCall = connection.loop().timer(this::giveUp);
    }

    // ---- what comes

    /**
     * Whether to take a message. While a command runs, what comes is left, within the limit of all input, and not paused: a
     * connection that is not read does not hear of its peer's reset. What is left is no message that takes too long.
     */
    boolean goesOn() {
        if (!isBusy()) {
            return true;
        }
        if (connection.inputEnded()) {
            connection.pause(); // or its end would be told now, and what it has left dropped
            armLastCall();
        } else {
            connection.execute(connection::messageEnds);
        }
        return false;
    }

    private boolean isBusy() {
        return run != null || gate.isDelayed();
    }

    boolean isTrusted() {
        return gate.isOpen();
    }

    /** Looks at a token, or begins a command. */
    void take(ByteBuffer message) {
        if (isTrusted()) {
            begin(decode(message));
        } else {
            byte[] bytes = new byte[message.remaining()];
            message.get(bytes);
            gate.offer(bytes);
        }
    }

    /** Returns null for what is not UTF-8, or could not be an argument. */
    private static @Nullable String decode(ByteBuffer message) {
        try {
            String text = UTF_8.newDecoder().decode(message.duplicate()).toString();
            return text.indexOf('\0') < 0 ? text : null;
        } catch (CharacterCodingException noText) {
            return null;
        }
    }

    private void begin(@Nullable String text) {
        List<String> command = text == null ? null : service.commands().find(text);
        shown = text == null ? "(no text)" : Printable.escape(text.strip());
        if (shown.length() > MOST_SHOWN) {
            shown = shown.substring(0, MOST_SHOWN) + "…";
        }
        if (command == null) {
            answer(Outcome.REFUSED);
        } else {
            run = service.submit(command, withErrors, connection, outcome -> connection.execute(() -> over(outcome)));
            connection.holds(run.heldBytes()); // it may wait behind thousands
        }
    }

    // ---- what follows

    private void opened() {
        welcome.run();
        next();
    }

    private void over(Outcome outcome) {
        if (run != null) {
            run = null;
            connection.holds(0);
            answer(outcome);
            next();
        }
    }

    private void answer(Outcome outcome) {
        if (outcome.status() == Outcome.Status.REFUSED) {
            log.warn(ASKED, Addresses.format(connection.remoteAddress()), shown, outcome.describe());
        } else {
            tell(outcome.describe());
        }
        answer.accept(outcome);
    }

    private void tell(String how) {
        log.info(ASKED, Addresses.format(connection.remoteAddress()), shown, how);
    }

    /** The rest of the answer waits until the client has asked for it. */
    void owe() {
        owing = true;
    }

    /** Nothing waits any more. */
    void paid() {
        owing = false;
        if (ending != null) {
            connection.close(ending);
        }
    }

    /** The next message, or the end. */
    private void next() {
        if (ending == null || (owing && !connection.inputEnded())) {
            connection.pause();
            connection.resume(); // presents what was left
        } else {
            connection.close(ending);
        }
    }

    // ---- the end

    /** The client has ended its side, and nothing it has sent is left. */
    void endOfInput() {
        if (isBusy()) {
            ending = CloseReason.PEER_CLOSED;
            armLastCall();
        } else {
            connection.close();
        }
    }

    private void giveUp() {
        if (run != null) {
            cancelRun();
            answer(Outcome.failed("its client had ended its side, and waited a second"));
        }
        connection.close();
    }

    private void armLastCall() {
        if (!lastCall.isArmed()) {
            lastCall.armAfter(AFTER_ITS_END);
        }
    }

    /** What runs may end, and be answered. */
    void serverClosing() {
        if (run != null || owing) {
            ending = CloseReason.SHUTDOWN;
        } else {
            connection.close(CloseReason.SHUTDOWN);
        }
    }

    void finish() {
        lastCall.cancel();
        gate.close();
        service.unacknowledged().release(connection);
        if (run != null) {
            tell("client gone");
            cancelRun();
        }
    }

    private void cancelRun() {
        if (run != null) {
            service.cancel(run);
            run = null;
        }
    }
}
