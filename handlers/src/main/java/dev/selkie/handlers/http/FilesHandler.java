package dev.selkie.handlers.http;

import static java.util.Objects.requireNonNull;

import dev.selkie.connection.CloseReason;
import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.handlers.Printable;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.Addresses;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Serves the files of a {@link Site} over HTTP/1.1: one request after the other, in the order they came. While a file is being
 * opened, on another thread, the connection is paused, and what came behind the request waits.
 *
 * <p>A request that is not understood is answered, and the connection closed: where the next one begins nobody can know.
 */
public final class FilesHandler extends StreamRequestHandler {
    private static final Logger log = LoggerFactory.getLogger(FilesHandler.class);

    /**
     * A request is much shorter than its answer. Who sends thousands at once, all of which could be answered from memory, waits
     * for another thread behind the first few, as for any other file, and the others are served meanwhile.
     */
    static final int MOST_RECENT_AT_ONCE = 8;

    private final Site site;

    /** Answered from memory of what was received. */
    private int recentAtOnce;

    /** Null between requests, so that an idle connection owns none. */
    private @Nullable RequestParser parser;

    /** What is being worked out; null when nothing is. */
    private @Nullable PendingAnswer pending;

    private long begunNanos;
    private boolean serverCloses;

    /**
     * One for each connection.
     *
     * @param site what is served, the same for all
     */
    public FilesHandler(Site site) {
        this.site = site;
    }

    /** Clients of HTTP know that a connection may end between two requests. */
    @Override
    protected void setup() {
        begunNanos = connection().loop().turnNanoTime();
        connection().allowEviction();
    }

    // ---- requests

    @Override
    protected void handle(ByteBuffer received) {
        while (received.hasRemaining() && goesOn()) {
            RequestParser mine = parser == null ? new RequestParser() : parser;
            parser = mine;
            connection().messageBegins();
            if (mine.parse(received)) {
                connection().messageEnds();
                handle(mine);
            } else if (!mine.isWithinRequest()) {
                connection().messageEnds(); // empty lines before a request are no part of it
            }
        }
        if (parser != null && parser.isFresh()) {
            parser = null;
        }
        if (!received.hasRemaining()) {
            recentAtOnce = 0;
        }
        tellWhatIsHeld();
    }

    private void tellWhatIsHeld() {
        long ofParser = parser == null ? 0 : parser.heldBytes();
        connection()
                .holds(pending == null ? ofParser : ofParser + pending.request().heldBytes());
    }

    private void handle(RequestParser mine) {
        try {
            answer(mine.take());
        } catch (RefusedException refused) {
            refuse(mine, refused);
        }
    }

    private void answer(Request request) {
        EventLoop loop = connection().loop();
        Answer recent = recentAtOnce < MOST_RECENT_AT_ONCE ? site.recent(request, loop.turnNanoTime()) : null;
        if (recent != null) {
            recentAtOnce++;
            send(request, recent);
            return;
        }
        var answer = new PendingAnswer(connection(), request, site.handover(), this::answered);
        if (site.workOut(answer, loop, begunNanos)) {
            pending = answer;
            connection().pause();
        } else {
            send(request, site.pages().refusal(request, RefusedException.of(503)));
        }
    }

    private void answered() {
        PendingAnswer worked = requireNonNull(pending);
        pending = null;
        send(worked.request(), requireNonNull(worked.take()));
        tellWhatIsHeld();
        connection().resume();
    }

    private void refuse(RequestParser mine, RefusedException refused) {
        send(mine.refused(), site.pages().refusal(mine.refused(), refused));
    }

    // ---- answers

    private void send(Request request, Answer answer) {
        log(request, answer);
        answer.sendTo(connection());
        if (serverCloses) {
            connection().close(CloseReason.SHUTDOWN);
        } else if (answer.isLast()) {
            connection().close();
        }
    }

    /** What is refused is for those who look for it: whoever sends nonsense must not fill a disk. */
    private void log(Request request, Answer answer) {
        log.atLevel(answer.status() < 400 ? Level.INFO : Level.DEBUG)
                .log(() -> Addresses.format(clientAddress()) + " "
                        + Printable.escape(request.method() + " " + request.target()) + " "
                        + answer.status() + " " + answer.bodyBytes());
    }

    // ---- the end

    /** What was asked for before is answered. */
    @Override
    protected void serverClosing() {
        serverCloses = true;
        if (pending == null) {
            connection().close(CloseReason.SHUTDOWN);
        }
    }

    @Override
    protected void finish() {
        CloseReason reason = connection().closeReason();
        if (reason == CloseReason.REQUEST_TIMEOUT && parser != null) {
            refuse(parser, RefusedException.of(408));
        } else if (reason == CloseReason.HANDLER_FAILED && pending != null) {
            Request request = pending.request().asLast();
            send(request, site.pages().refusal(request, RefusedException.of(500)));
        }
        parser = null; // a peer may go on sending for half a minute, and nothing of its head counts any more
    }

    @Override
    protected void closed(CloseReason reason, long unsentBytes) {
        if (pending != null) {
            pending.cancel();
        }
    }
}
