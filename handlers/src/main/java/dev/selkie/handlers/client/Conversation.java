package dev.selkie.handlers.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.selkie.loop.EventLoop;
import dev.selkie.loop.Timer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a client says and hears, in order: a message, its reply, the next message. A reply is what one read gave. What comes
 * behind it is shown as it comes, so that nothing is lost when a server answers in pieces, and the client does not end before
 * it has been silent for {@value #SILENCE_MILLIS} ms. {@code exit} is the last message, and has no reply.
 *
 * <pre>
 *             greeting                 null, exit
 * begin ───────────────▶ LISTENING     ┌───────────────▶ LAST_WORDS ──┐ silence, or the server has closed
 *    │   ▲ sent          │ shown       │                              ▼
 *    └───┼───────────────┴───────▶ FETCHING                         OVER ──▶ outcome, when all is shown
 *        └─────────────────────────────┘        failed, from all ─────▲
 * </pre>
 *
 * <p>What may block, to get a message and to show a reply, happens away from the loop: no message is asked for while a reply is
 * waited for, and nothing is read while something is shown. All methods are called on the loop's thread, but for {@link #outcome}.
 */
public final class Conversation {
    private static final int SILENCE_MILLIS = 200;

    /** What comes behind the last reply comes soon. */
    private static final Duration SILENCE = Duration.ofMillis(SILENCE_MILLIS);

    /** How long what comes after {@code exit} is shown; and, when the server closes, how long the messages may take to end too. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private static final byte[] EXIT = "exit".getBytes(UTF_8);

    private enum State {
        /** The next message is being got; what comes meanwhile is shown. */
        FETCHING,
        /** A reply is waited for. */
        LISTENING,
        /** There are no more messages; what still comes is shown. */
        LAST_WORDS,
        OVER
    }

    private final EventLoop loop;
    private final String peer;
    private final Manner manner;
    private final Messages messages;
    private final Display display;
    private final Timer timer;
    private final CompletableFuture<@Nullable Void> outcome = new CompletableFuture<>();

    private @Nullable Partner partner;
    private State state = State.FETCHING;
    private boolean showing;
    private boolean closed;
    private boolean saidExit;
    private long farewellNanos;
    /** What the server did to the connection while it was not its turn: closed it, or broke it off. */
    private @Nullable String serverLeft;

    private boolean leftOrderly;

    private @Nullable Throwable failure;

    /**
     * Begins when it has somebody to talk to.
     *
     * @param loop all happens on it
     * @param peer how the server is called in messages
     * @param manner how to talk
     * @param messages what to say
     * @param display where to show what is heard
     */
    public Conversation(EventLoop loop, String peer, Manner manner, Messages messages, Display display) {
        this.loop = loop;
        this.peer = peer;
        this.manner = manner;
        this.messages = messages;
        this.display = display;
        this.timer = loop.timer(this::timeIsUp);
    }

    /**
     * How it ended.
     *
     * @return completed once, on the loop's thread, when all that came has been shown; with an {@link IOException} that says in
     *     one line why not all was said, or answered
     */
    public CompletableFuture<@Nullable Void> outcome() {
        return outcome;
    }

    /**
     * There will be nobody to talk to.
     *
     * @param why told as the outcome
     */
    public void fail(Throwable why) {
        over(why);
    }

    // ---- for the partner

    /** Whether there is anything to be read. */
    boolean hasReplies() {
        return manner.replies();
    }

    void begin(Partner with) {
        partner = with;
        if (manner.greeting()) {
            listen();
        } else {
            fetch();
        }
    }

    void sent() {
        if (state == State.OVER) {
            return;
        }
        if (saidExit) {
            listenToLastWords();
        } else if (manner.replies()) {
            listen();
        } else {
            fetch();
        }
    }

    /** Consumes the bytes. */
    void received(ByteBuffer bytes) {
        byte[] piece = new byte[bytes.remaining()];
        bytes.get(piece);
        if (state == State.OVER) {
            return;
        }
        boolean isReply = state == State.LISTENING;
        if (isReply) {
            timer.cancel();
        }
        partner().pause();
        showing = true;
        OffLoop.call(
                loop,
                () -> {
                    display.print(piece);
                    return isReply;
                },
                this::shown,
                this::notShown);
    }

    /** The server has ended its side. */
    void ended() {
        serverHasLeft("closed the connection", true);
    }

    /**
     * The connection is no more.
     *
     * @param how what the server did, as in "… broke the connection off"
     * @param unsentBytes of what was said
     */
    void closed(String how, long unsentBytes) {
        closed = true;
        serverHasLeft(how, false);
        if (failure == null && unsentBytes > 0) {
            failure = new IOException(peer + " " + how + ": the last " + unsentBytes + " bytes were not sent");
        }
        settle();
    }

    // ---- the order of things

    private void fetch() {
        state = State.FETCHING;
        OffLoop.call(loop, this::next, this::say, this::over);
    }

    /** What still comes of a reply is part of it until there is another message. Away from the loop. */
    private Optional<byte[]> next() throws IOException {
        Optional<byte[]> message = Optional.ofNullable(messages.next());
        if (message.isPresent()) {
            display.endReply();
        }
        return message;
    }

    private void say(Optional<byte[]> message) {
        if (state == State.OVER) {
            return;
        }
        if (message.isEmpty()) {
            listenToLastWords();
        } else if (serverLeft != null) {
            over(new IOException(peer + " " + serverLeft + " before all was said"));
        } else {
            saidExit = Arrays.equals(message.get(), EXIT);
            partner().send(ByteBuffer.wrap(message.get()));
        }
    }

    private void listen() {
        state = State.LISTENING;
        armReplyTimeout();
    }

    private void listenToLastWords() {
        state = State.LAST_WORDS;
        farewellNanos = loop.nanoTime() + FAREWELL.toNanos();
        if (serverLeft != null) {
            overWithTheServer();
        } else if (!manner.replies()) {
            over(null);
        } else {
            armLastWords();
        }
    }

    private void armLastWords() {
        if (saidExit) {
            timer.armAt(farewellNanos);
        } else if (manner.untilEnd()) {
            armReplyTimeout();
        } else {
            timer.armAfter(SILENCE);
        }
    }

    private void armReplyTimeout() {
        if (!manner.replyTimeout().isZero()) {
            timer.armAfter(manner.replyTimeout());
        }
    }

    private void shown(boolean reply) {
        showing = false;
        if (closed) {
            settle();
        } else if (state != State.OVER) {
            partner().resume();
            if (reply) {
                fetch();
            } else if (state == State.LAST_WORDS) {
                armLastWords();
            } else if (state == State.LISTENING) {
                armReplyTimeout();
            }
        }
    }

    private void notShown(Throwable why) {
        showing = false;
        over(why);
        settle();
    }

    private void timeIsUp() {
        if (state == State.FETCHING) {
            over(new IOException(peer + " " + serverLeft + ", and the input has not ended"));
        } else if (showing && !saidExit) {
            return; // nobody listened meanwhile: it is armed again
        } else if (state == State.LISTENING || (manner.untilEnd() && !saidExit)) {
            over(new SocketTimeoutException("nothing came from " + peer + " within " + seconds(manner.replyTimeout())
                    + "; --timeout lets it take longer, 0 as long as it likes"));
        } else {
            over(null);
        }
    }

    private void serverHasLeft(String how, boolean orderly) {
        if (state == State.OVER || serverLeft != null) {
            return;
        }
        serverLeft = how;
        leftOrderly = orderly;
        switch (state) {
            case FETCHING -> timer.armAfter(FAREWELL);
            case LISTENING -> over(new IOException(peer + " " + how + " without a reply"));
            default -> overWithTheServer();
        }
    }

    /** Where its end is waited for, to be broken off is none. */
    private void overWithTheServer() {
        over(leftOrderly || !manner.untilEnd() ? null : new IOException(peer + " " + serverLeft));
    }

    // ---- the end

    private void over(@Nullable Throwable why) {
        if (state != State.OVER) {
            state = State.OVER;
            failure = why;
            timer.cancel();
            if (partner == null || closed) {
                closed = true;
                settle();
            } else {
                partner.end(why != null);
            }
        }
    }

    /** All has happened when the connection is closed and what came is on the display. */
    private void settle() {
        if (state == State.OVER && closed && !showing && !outcome.isDone()) {
            showing = true;
            OffLoop.call(
                    loop,
                    () -> {
                        display.endReply();
                        return true;
                    },
                    done -> complete(null),
                    this::complete);
        }
    }

    private void complete(@Nullable Throwable whenShowing) {
        Throwable why = failure == null ? whenShowing : failure;
        if (why == null) {
            outcome.complete(null);
        } else {
            outcome.completeExceptionally(why);
        }
    }

    private Partner partner() {
        return Objects.requireNonNull(partner); // it has begun
    }

    static String seconds(Duration time) {
        long millis = time.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
