package dev.selkie.connection;

import dev.selkie.transfer.Send;
import dev.selkie.transfer.SendQueue;
import dev.selkie.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The way out of one connection: small writes are gathered, everything goes to the socket first, and a queue keeps what
 * the socket does not take. Nothing here throws: what breaks is told to the connection.
 */
final class Output {
    /** The most one connection writes by itself in a turn: a full read of the loop's buffer passes through whole. */
    private static final int WRITTEN_BYTES_PER_TURN = 256 * 1024;

    /** So many empty or tiny files in the queue are above the mark, too. */
    private static final int MANY_SENDS = 1024;

    private final StreamConnection connection;
    private final StateMachine states;
    private final Transport transport;
    private final Gather gather;
    private final FairShare share;
    /** Null while nothing waits, so that an idle connection owns no buffer. */
    private @Nullable SendQueue queue;

    private boolean open = true;
    private boolean ending;
    private boolean aboveMark;
    /** Above its mark; or whoever owes anything owes too much, since the budget is tight. */
    private boolean congested;

    /** Its slice has gone, or others were first: {@link #flushInTurn} will be called, and the socket need not be watched. */
    private boolean waitsForTurn;

    private long turn;
    private int leftThisTurn;
    private long lostBytes;

    Output(StreamConnection connection, StateMachine states, Transport transport, Gather gather, FairShare share) {
        this.connection = connection;
        this.states = states;
        this.transport = transport;
        this.gather = gather;
        this.share = share;
    }

    // ---- from the handler

    boolean write(ByteBuffer source) {
        if (!accepts() || !source.hasRemaining()) {
            return accepts();
        }
        if (queue == null && source.remaining() <= Gather.LARGEST_WRITE_BYTES) {
            gather.add(this, source);
        } else {
            writeThrough(source);
        }
        return accepts();
    }

    boolean send(Send send) {
        if (!accepts()) {
            send.close();
            return false;
        }
        add(send);
        return accepts();
    }

    /** Sends behind all that was written before. It was accepted. */
    void add(Send send) {
        gather.flush(this);
        queue().add(send);
        flush();
    }

    private boolean accepts() {
        return open && !ending;
    }

    boolean isWritable() {
        return open && !congested;
    }

    // ---- to the socket

    /** Sends behind all that was written before what the socket takes, and queues the rest. The source is consumed. */
    void writeThrough(ByteBuffer source) {
        gather.flush(this);
        try {
            if (queue == null && leftThisTurn() > 0) {
                sendNow(source);
            }
            if (source.hasRemaining()) {
                append(source);
            }
        } catch (Throwable failure) {
            states.transferFailed(failure);
        } finally {
            lostBytes += source.remaining();
            source.position(source.limit());
        }
        updateCongestion();
    }

    private void sendNow(ByteBuffer source) throws IOException {
        int start = source.position();
        int end = source.limit();
        try {
            source.limit((int) Math.min(end, start + leftThisTurn()));
            transport.write(source);
        } finally {
            source.limit(end);
            leftThisTurn -= source.position() - start;
            noteSent(source.position() - start);
        }
    }

    private void append(ByteBuffer source) {
        if (retainedBytes() + source.remaining() > connection.options().maxOutputBytes()) {
            states.end(CloseReason.OUTPUT_TOO_LONG);
        } else if (connection.budget().isFullWith(source.remaining())) {
            states.end(CloseReason.OVERLOADED);
        } else {
            queue().append(source);
        }
    }

    /** Sends of the queue what the socket takes, at once or when others have had their turn. */
    void flush() {
        if (waitsForTurn) {
            updateCongestion(); // what was added counts at once
        } else {
            flush(share.atOnce());
        }
    }

    /** Its turn has come. */
    void flushInTurn(long mostBytes) {
        waitsForTurn = false;
        flush(mostBytes);
    }

    private void flush(long mostBytes) {
        SendQueue waiting = queue;
        if (waiting == null) {
            return;
        }
        long before = waiting.unsentBytes();
        try {
            waiting.flush(transport, mostBytes);
        } catch (Throwable failure) {
            states.transferFailed(failure);
        }
        long sentBytes = before - waiting.unsentBytes();
        share.used(sentBytes);
        noteSent(sentBytes);
        if (waiting.isEmpty()) {
            queue = null;
        } else if (sentBytes == mostBytes && waiting.isReady()) {
            waitsForTurn = true; // not for the socket, which takes more
            share.await(this);
        }
        updateCongestion();
    }

    private long leftThisTurn() {
        if (turn != connection.loop().turnNumber()) {
            turn = connection.loop().turnNumber();
            leftThisTurn = WRITTEN_BYTES_PER_TURN;
        }
        return leftThisTurn;
    }

    private void noteSent(long bytes) {
        if (bytes > 0) {
            connection.noteSent(bytes);
        }
    }

    private SendQueue queue() {
        if (queue == null) {
            queue = new SendQueue();
            connection.deadlines().outputWaits();
        }
        return queue;
    }

    void updateCongestion() {
        long waitingBytes = queue == null ? 0 : queue.unsentBytes();
        ConnectionOptions options = connection.options();
        aboveMark = isLong(waitingBytes, aboveMark ? options.lowMarkBytes() - 1 : options.highMarkBytes());
        boolean was = congested;
        congested = aboveMark || (waitingBytes > 0 && connection.budget().isTight());
        if (was && !congested) {
            connection.outputRelieved();
        }
        connection.update();
    }

    private boolean isLong(long waitingBytes, long mark) {
        return waitingBytes > mark || (queue != null && queue.size() > MANY_SENDS);
    }

    // ---- the end

    /** Whether writes are accepted: not when the connection is ending, but once more while {@code finish} runs. */
    void setOpen(boolean open) {
        this.open = open;
    }

    /** Accepts no more, whatever comes: our side is to end when all has gone. */
    void end() {
        ending = true;
        gather.flush(this);
    }

    boolean isEnding() {
        return ending;
    }

    void flushGathered() {
        gather.flush(this);
    }

    boolean isEmpty() {
        return queue == null;
    }

    /** Whether the socket is what the queue waits for. */
    boolean isReady() {
        return queue != null && !waitsForTurn && queue.isReady();
    }

    boolean isCongested() {
        return congested;
    }

    long retainedBytes() {
        return queue == null ? 0 : queue.retainedBytes();
    }

    /** Gives up what waits. Returns the bytes that were accepted and did not go. */
    long close() {
        long unsentBytes = lostBytes;
        if (queue != null) {
            unsentBytes += queue.unsentBytes();
            queue.close();
            queue = null;
        }
        return unsentBytes;
    }
}
