package dev.selkie.handlers.client;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.ConnectionOptions;
import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.handlers.Printable;
import dev.selkie.loop.Timer;
import dev.selkie.server.Addresses;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A client of a command server, in whichever form of the protocol: one command, its output, the next. Output is shown as it
 * comes, and nothing is read meanwhile, so that any amount needs no more memory than one read. The first command that fails
 * is the last.
 */
public abstract class RunHandler extends StreamRequestHandler {
    /** What announces more is no command server. */
    static final long MAX_OUTPUT_BYTES = 1L << 30;

    private static final String EXIT = "exit";

    private final @Nullable String token;
    private final Iterator<String> commands;
    private final Display display;
    private final Duration timeout;
    private final CompletableFuture<@Nullable Void> outcome = new CompletableFuture<>();

    private @Nullable Timer timer;
    /** What an answer is waited for to, for messages; nobody is told the token. */
    private String asked = "the token";

    private boolean over;
    private boolean closed;
    private boolean showing;
    private @Nullable Throwable failure;

    /**
     * For one connection.
     *
     * @param token sent before them; null: none
     * @param commands in their order; none but {@code exit} and those behind it is left out
     * @param display where to show the outputs
     * @param timeout the longest silence while an output is waited for; zero: for ever
     */
    RunHandler(@Nullable String token, List<String> commands, Display display, Duration timeout) {
        this.token = token;
        this.commands =
                commands.stream().takeWhile(text -> !text.equals(EXIT)).toList().iterator();
        this.display = display;
        this.timeout = timeout;
    }

    /**
     * What suits it: silence is its own business.
     *
     * @return for {@link dev.selkie.server.ConnectorOptions#withConnection}
     */
    public static ConnectionOptions options() {
        return ConnectionOptions.defaults().withIdleTimeout(Duration.ZERO).withRequestTimeout(Duration.ZERO);
    }

    /**
     * How it ended.
     *
     * @return completed once, on the loop's thread, when all that came has been shown; with an {@link IOException} that says in
     *     one line what went wrong
     */
    public final CompletableFuture<@Nullable Void> outcome() {
        return outcome;
    }

    // ---- the two forms of the protocol

    /** Sends a command. */
    abstract void ask(String command);

    /** Sends the token, of which {@link #answered} is to be called when it was right. */
    abstract void introduce(String secret);

    /** Looks at what came; leaves what is not whole yet. */
    abstract void answer(ByteBuffer received);

    /** What came instead of an answer, for the message when the time is up. */
    String silence() {
        return "nothing";
    }

    // ---- for them

    /**
     * Shows bytes of the output, and consumes them. Nothing more is read until that is done.
     *
     * @param count of them, at least 1
     * @param then called on the loop's thread when they are shown
     */
    final void show(ByteBuffer received, int count, Runnable then) {
        byte[] piece = new byte[count];
        received.get(piece);
        connection().pause();
        showing = true;
        OffLoop.call(
                connection().loop(),
                () -> {
                    display.print(piece);
                    return then;
                },
                this::shown,
                this::notShown);
    }

    /** The token was right, or the output was shown, all of it. */
    final void answered() {
        timer().cancel();
        if (commands.hasNext()) {
            String command = commands.next();
            asked = quoted(command);
            ask(command);
            armTimeout();
        } else {
            over(null);
        }
    }

    /** The silence begins anew. */
    final void armTimeout() {
        if (!timeout.isZero()) {
            timer().armAfter(timeout);
        }
    }

    /**
     * Ends it.
     *
     * @param what completes the sentence that begins with the server's address
     */
    final void fail(String what) {
        over(new IOException(peer() + " " + what));
    }

    /** The present command, for messages. */
    final String asked() {
        return asked;
    }

    static String quoted(String text) {
        return "'" + Printable.escape(text) + "'";
    }

    final boolean isOver() {
        return over;
    }

    // ---- the connection

    @Override
    protected void setup() {
        timer = connection().loop().timer(this::timeIsUp);
        if (token == null) {
            answered();
        } else {
            introduce(token);
            armTimeout();
        }
    }

    @Override
    protected final void handle(ByteBuffer received) {
        int before;
        do {
            before = received.remaining();
            answer(received);
        } while (!over && !showing && received.hasRemaining() && received.remaining() < before);
    }

    @Override
    protected final void endOfInput() {
        fail("closed the connection before it had answered " + asked);
    }

    @Override
    protected final void closed(CloseReason reason, long unsentBytes) {
        closed = true;
        if (!over) {
            fail(CloseReasons.describe(reason) + " before it had answered " + asked);
        }
        settle();
    }

    private void timeIsUp() {
        if (!showing) {
            over(new SocketTimeoutException(
                    silence() + " came from " + peer() + " within " + Conversation.seconds(timeout) + " for " + asked
                            + "; --timeout lets it take longer, 0 as long as it likes"));
        }
    }

    private void shown(Runnable then) {
        showing = false;
        if (!over) {
            connection().resume();
            then.run();
        }
        settle();
    }

    private void notShown(Throwable why) {
        showing = false;
        over(why);
        settle();
    }

    // ---- the end

    private void over(@Nullable Throwable why) {
        if (over) {
            return;
        }
        over = true;
        failure = why;
        timer().cancel();
        if (why == null) {
            connection().close();
        } else {
            connection().abort();
        }
    }

    private void settle() {
        if (over && closed && !showing) {
            if (failure == null) {
                outcome.complete(null);
            } else {
                outcome.completeExceptionally(failure);
            }
        }
    }

    private String peer() {
        return Addresses.format(connection().remoteAddress());
    }

    private Timer timer() {
        return Objects.requireNonNull(timer); // from setup on
    }
}
