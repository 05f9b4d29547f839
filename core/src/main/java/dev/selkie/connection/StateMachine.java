package dev.selkie.connection;

import dev.selkie.transfer.SourceException;
import dev.selkie.transfer.SourceTruncatedException;
import dev.selkie.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The states of a connection, and the calls of its handler that mark them.
 *
 * <pre>
 *             setup ok          finish() runs here, once           queue empty, output shut
 * ACCEPTED ─────────────▶ OPEN ──────────────────────▶ DRAINING ──────────────────────────▶ LINGERING ──▶ CLOSED
 *     │ setup threw        │ input ended and answered,    │ I/O error, deadline, abort()      │ EOF, silence, 30 s ▲
 *     └────────────────────┴─ close(), handler threw ─────┴───────────────────────────────────┴────────────────────┘
 * </pre>
 *
 * <p>Traces. Echo: {@code setup handle* endOfInput finish closed(PEER_CLOSED, 0)}. Closed with input unread: the answer
 * goes out, then the end of our stream, then input is dropped until the peer ends too, so that no reset overtakes the
 * answer. Reset by the peer: {@code finish closed(PEER_RESET, n)}, whether a read or a write met it. Setup threw:
 * {@code setup closed(HANDLER_FAILED, 0)}.
 *
 * <p>Callbacks never run inside one another: what is found during one is noted, and acted on when it has returned.
 */
final class StateMachine {
    enum State {
        ACCEPTED,
        OPEN,
        DRAINING,
        LINGERING,
        CLOSED
    }

    private final StreamConnection connection;
    private final Transport transport;
    private final RequestLifecycle handler;

    private State state = State.ACCEPTED;
    private @Nullable CloseReason reason;
    private @Nullable Throwable handlerFailure;
    private boolean outputShut;
    /** What waits is given up: it cannot be sent, or must not be. */
    private boolean broken;
    /** The handler does not want its peer to take what it got for the whole. */
    private boolean resetWanted;
    /** The server's patience ended before what was going on did. */
    private boolean cutShort;
    /** {@link #advance} is to be called when the present callback has returned, or is being carried out. */
    private boolean advancing;

    StateMachine(StreamConnection connection, Transport transport, RequestLifecycle handler) {
        this.connection = connection;
        this.transport = transport;
        this.handler = handler;
    }

    // ---- the states

    State state() {
        return state;
    }

    /** Whether there is a reason to end. The state itself moves on only when the present callback has returned. */
    boolean isEnding() {
        return reason != null;
    }

    @Nullable
    CloseReason reason() {
        return reason;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    void open() {
        call(RequestLifecycle::setup);
        if (handlerFailure == null) {
            state = State.OPEN;
        } else {
            state = State.DRAINING; // without finish(), as in Python
            reportFailure();
        }
        connection.deadlines().update();
        connection.update();
    }

    // ---- reasons to end

    /** The first cause wins. What follows from it happens when the present callback has returned. */
    void end(CloseReason cause) {
        if (reason == null) {
            reason = cause;
            broken |= cause.isAbrupt();
            connection.refuseOutput();
        }
        connection.update();
    }

    /** Ends without sending what waits. That is the reason then, whatever the connection was ending for before. */
    void abort(CloseReason cause) {
        if (reason != null && !reason.isAbrupt() && !connection.isDrained()) {
            reason = cause;
        }
        broken = true;
        cutShort |= cause == CloseReason.SHUTDOWN && reason == null;
        resetWanted |= cause == CloseReason.ABORTED;
        connection.refuseOutput();
        end(cause);
    }

    /** The channel is broken, or what was being sent is at fault. */
    void transferFailed(Throwable failure) {
        if (failure instanceof SourceException source) {
            abort(source instanceof SourceTruncatedException ? CloseReason.FILE_TRUNCATED : CloseReason.FILE_FAILED);
        } else {
            abort(failure instanceof IOException ? CloseReason.PEER_RESET : CloseReason.IO_FAILED);
        }
    }

    /** It is to come to an end, as its handler likes. */
    void serverClosing() {
        if (state == State.OPEN && reason == null) {
            call(RequestLifecycle::serverClosing);
            connection.update();
        }
    }

    /** All is sent, and nothing more will be written: the end, where the peer has ended as well. */
    void outputHasEnded() {
        if (state != State.OPEN || isEnding()) {
            return;
        }
        if (connection.isInputOver()) {
            end(CloseReason.PEER_CLOSED);
        } else {
            shutdownOutput();
        }
    }

    /** A deadline has passed. */
    void expire(CloseReason cause) {
        if (state == State.OPEN) {
            end(cause);
        } else {
            abort(cause);
        }
    }

    // ---- the calls of the handler

    interface Callback {
        void on(RequestLifecycle handler) throws Exception;
    }

    void call(Callback callback) {
        connection.loop().workFor(handler.getClass());
        try {
            callback.on(handler);
        } catch (Throwable failure) {
            handlerFailed(failure);
        }
    }

    /** A task of the handler's, which may come after its {@code finish}. */
    void run(Runnable task) {
        connection.loop().workFor(handler.getClass());
        try {
            task.run();
        } catch (Throwable failure) {
            taskFailed(failure);
        }
    }

    /** What the handler does outside of its callbacks failed, perhaps after its {@code finish}. */
    void taskFailed(Throwable failure) {
        if (state == State.OPEN) {
            handlerFailed(failure);
        } else {
            connection.connections().observer().failed(connection, failure);
        }
    }

    /** As {@link #call}, and allocates nothing. */
    void handle(ByteBuffer bytes) {
        connection.loop().workFor(handler.getClass());
        try {
            handler.handle(bytes);
        } catch (Throwable failure) {
            handlerFailed(failure);
        }
    }

    void handlerFailed(Throwable failure) {
        if (handlerFailure == null) {
            handlerFailure = failure;
        } else if (handlerFailure != failure) {
            handlerFailure.addSuppressed(failure);
        }
        end(CloseReason.HANDLER_FAILED);
    }

    private void reportFailure() {
        if (handlerFailure != null) {
            connection.connections().observer().failed(connection, handlerFailure);
        }
    }

    // ---- moving on

    /** Moves on when the present callback has returned, if there is anywhere to go. */
    void advanceSoon() {
        if (reason != null && !advancing && canAdvance()) {
            connection.loop().defer(() -> {
                try {
                    advance();
                } finally {
                    advancing = false;
                }
                connection.update();
            });
            advancing = true;
        }
    }

    private boolean canAdvance() {
        return switch (state) {
            case ACCEPTED, CLOSED -> false;
            case OPEN -> true;
            case DRAINING -> broken || connection.isDrained();
            case LINGERING -> broken || connection.inputEnded();
        };
    }

    /** The one place where the state moves on, as far as it can. */
    private void advance() {
        if (state == State.OPEN) {
            state = State.DRAINING; // before finish(), so that nothing finish() does brings it about again
            finish();
        }
        if (state == State.DRAINING && !broken && connection.isDrained()) {
            if (!connection.inputEnded()) { // else the close that follows says it as well
                shutdownOutput();
            }
            state = State.LINGERING;
            connection.deadlines().lingering();
        }
        if (broken || (state == State.LINGERING && connection.inputEnded())) {
            state = State.CLOSED;
            closed(Objects.requireNonNull(reason)); // nothing moves on without one
        }
    }

    private void finish() {
        connection.beginFinish(!broken);
        call(RequestLifecycle::finish);
        connection.endFinish();
        reportFailure();
    }

    /** Once, before or after the connection has begun to end. */
    private void shutdownOutput() {
        if (!outputShut) {
            outputShut = true;
            try {
                transport.shutdownOutput();
            } catch (Throwable failure) {
                transferFailed(failure);
            }
        }
    }

    private void closed(CloseReason cause) {
        long unsentBytes = connection.release();
        closeChannel(cause.isAbrupt() || unsentBytes > 0 || resetWanted);
        connection.connections().counters().countClosed(cause, unsentBytes > 0 || cutShort);
        try {
            handler.closed(cause, unsentBytes);
        } catch (Throwable failure) {
            connection.connections().observer().failed(connection, failure);
        }
        connection.connections().observer().closed(connection, cause, unsentBytes);
    }

    /** By a reset where bytes are missing: the peer must not take a part for the whole. */
    private void closeChannel(boolean reset) {
        try {
            if (reset) {
                transport.resetOnClose();
            }
        } catch (Throwable failure) {
            // It is broken already.
        }
        try {
            transport.close();
        } catch (Throwable failure) {
            // The channel counts as closed all the same, and the reason stands.
        }
    }
}
