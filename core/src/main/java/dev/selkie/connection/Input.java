package dev.selkie.connection;

import dev.selkie.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The way in of one connection: one read a turn into the loop's buffer, the handler consumes what it can, what it leaves
 * is kept and presented again.
 */
final class Input {
    private final StreamConnection connection;
    private final StateMachine states;
    private final Transport transport;
    private final LoopBuffers buffers;
    private final Leftover leftover = new Leftover();
    private boolean paused;
    private boolean ended;
    private boolean endTold;
    private boolean presenting;
    /** It has been, while the handler was looking at what came. */
    private boolean resumed;

    /** Since when the handler has consumed nothing of what it left, or since when the message it reads has begun. */
    private long leftSinceNanos;

    /** By the handler, beside what it left. */
    private long heldBytes;
    /** The handler says itself when a message begins and ends, so that what it leaves does not tell. */
    private boolean messageAnnounced;

    Input(StreamConnection connection, StateMachine states, Transport transport, LoopBuffers buffers) {
        this.connection = connection;
        this.states = states;
        this.transport = transport;
        this.buffers = buffers;
    }

    /** Reads once, and calls the handler with what came. */
    void read() throws IOException {
        int count = transport.read(
                buffers.forReading(leftover.size(), connection.budget().isTight()));
        if (count > 0) {
            connection.noteReceived(count);
            present(leftover.join(buffers.read()));
        } else if (count < 0) {
            ended = true;
            presentLeftover();
        }
    }

    /** Reads once, and drops what came. */
    void drop() throws IOException {
        int count = transport.read(buffers.forReading());
        if (count > 0) {
            connection.noteReceived(count);
        }
        ended |= count < 0;
    }

    /**
     * Presents what was left, and then tells the end of the stream if it has come, since its last line may have no end: each
     * as soon as the handler can be called. One that has paused to work out an answer is not told before it resumes.
     */
    void presentLeftover() {
        ByteBuffer bytes = leftover.bytes();
        if (bytes != null && !endTold && canPresent()) {
            present(bytes);
        }
        if (ended && !endTold && canPresent()) {
            endTold = true;
            connection.deadlines().messageEnded();
            states.call(RequestLifecycle::endOfInput);
        }
    }

    private boolean canPresent() {
        return !states.isEnding() && !paused && connection.isWritable();
    }

    private void present(ByteBuffer bytes) {
        int start = bytes.position();
        int end = bytes.limit();
        presenting = true;
        resumed = false;
        states.handle(bytes);
        presenting = false;
        bytes.limit(end);
        if (bytes.position() < start) {
            states.handlerFailed(new IllegalStateException("handle() moved the buffer's position back from " + start
                    + " to " + bytes.position() + ": read from it, and leave the rest"));
        }
        if (states.isEnding()) {
            leftover.clear();
        } else {
            int consumedBytes = bytes.position() - start;
            keep(bytes, consumedBytes);
            if (resumed && consumedBytes > 0) {
                connection.presentLeftoverSoon();
            }
        }
    }

    private void keep(ByteBuffer bytes, int consumedBytes) {
        if (!messageAnnounced && (consumedBytes > 0 || leftover.size() == 0)) {
            leftSinceNanos = connection.loop().turnNanoTime();
        }
        leftover.keep(bytes);
        if (!messageAnnounced) {
            if (consumedBytes > 0) {
                connection.deadlines().messageEnded();
            }
            if (leftover.size() > 0) {
                connection.deadlines().messageBegan();
            }
        }
        if (leftover.size() > connection.options().maxInputBytes() && connection.isReading()) {
            states.end(CloseReason.INPUT_TOO_LONG);
        }
        connection.endIfFull(leftover.size());
    }

    void pause() {
        paused = true;
    }

    /** What was left is presented again; to a handler that is looking at it now, only when it has consumed something. */
    void resume() {
        if (paused && presenting) {
            resumed = true;
        } else if (paused) {
            connection.presentLeftoverSoon();
        }
        paused = false;
    }

    boolean isPaused() {
        return paused;
    }

    void messageBegins() {
        if (!messageAnnounced) {
            messageAnnounced = true;
            leftSinceNanos = connection.loop().turnNanoTime();
        }
        connection.deadlines().messageBegan();
    }

    void messageEnds() {
        messageAnnounced = false;
        connection.deadlines().messageEnded();
    }

    /** Returns whether that is something else than before. */
    boolean holds(long bytes) {
        boolean changed = bytes != heldBytes;
        heldBytes = bytes;
        return changed;
    }

    boolean isWanted() {
        return !paused && !ended;
    }

    boolean hasEnded() {
        return ended;
    }

    long leftSinceNanos() {
        return leftSinceNanos;
    }

    /** Whether it has ended, and the handler has had all of it and was told. */
    boolean isOver() {
        return endTold;
    }

    long retainedBytes() {
        return leftover.retainedBytes() + heldBytes;
    }

    void clear() {
        leftover.clear();
        heldBytes = 0;
    }
}
