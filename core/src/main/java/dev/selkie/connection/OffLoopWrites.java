package dev.selkie.connection;

import dev.selkie.transfer.Send;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What other threads write, until the loop has taken it over: copied and charged when it is written, and refused from the
 * moment the connection takes no more, so that nothing is accepted and forgotten.
 */
final class OffLoopWrites {
    /** What a write costs beside its bytes: a buffer, an array's head, a task and its place in the queue. */
    private static final int BYTES_PER_WRITE = 128;

    /** The state: their number, their bytes, and whether more are refused. They change together or not at all. */
    private static final int COUNT_SHIFT = 41;

    private static final int BYTES_SHIFT = 1;
    private static final long MOST_COUNT = (1L << (63 - COUNT_SHIFT)) - 1;
    private static final long MOST_BYTES = (1L << (COUNT_SHIFT - BYTES_SHIFT)) - 1;
    private static final long REFUSED = 1;

    private final StreamConnection connection;
    private final StateMachine states;
    private final Output output;
    private final AtomicLong state = new AtomicLong();
    /** Files among them, which must be closed if the loop never takes them. Null while there was none. */
    private @Nullable Set<Send> files;

    OffLoopWrites(StreamConnection connection, StateMachine states, Output output) {
        this.connection = connection;
        this.states = states;
        this.output = output;
    }

    // ---- on any thread

    boolean write(ByteBuffer source) {
        int size = source.remaining();
        ByteBuffer copy = ByteBuffer.allocate(size).put(source.duplicate()).flip(); // before it is charged: it may fail
        boolean accepted = offer(size, () -> output.writeThrough(copy));
        if (accepted) {
            source.position(source.limit());
        }
        return accepted;
    }

    /** Closes it when it is not accepted. */
    void send(Send file) {
        keep(file);
        boolean accepted = offer(0, () -> {
            giveUp(file);
            output.add(file);
        });
        if (!accepted && giveUp(file)) {
            file.close();
        }
    }

    /** Has the loop take over what is accepted. */
    private boolean offer(int bytes, Runnable takeOver) {
        Answer answer = charge(bytes);
        if (answer == Answer.ACCEPTED) {
            connection.loop().execute(() -> {
                if (!states.isClosed()) {
                    taken(bytes);
                    takeOver.run();
                }
            });
        } else if (answer.end != null) {
            connection.loop().execute(() -> states.end(answer.end));
        }
        return answer == Answer.ACCEPTED;
    }

    private enum Answer {
        ACCEPTED(null),
        REFUSED(null),
        TOO_LONG(CloseReason.OUTPUT_TOO_LONG),
        OVERLOADED(CloseReason.OVERLOADED);

        /** What the connection ends with; null when it goes on, or is ending already. */
        private final @Nullable CloseReason end;

        Answer(@Nullable CloseReason end) {
            this.end = end;
        }
    }

    private Answer charge(int bytes) {
        Budget budget = connection.budget();
        long limitBytes = Math.min(connection.options().maxOutputBytes(), MOST_BYTES);
        while (true) {
            long now = state.get();
            if ((now & REFUSED) != 0) {
                return Answer.REFUSED;
            }
            if (bytes(now) + bytes > limitBytes || count(now) == MOST_COUNT) {
                refuse();
                return Answer.TOO_LONG;
            }
            if (budget.isFullWith(bytes + BYTES_PER_WRITE)) {
                refuse();
                return Answer.OVERLOADED;
            }
            if (state.compareAndSet(now, now + one(bytes))) {
                budget.chargePending(bytes + BYTES_PER_WRITE);
                return Answer.ACCEPTED;
            }
        }
    }

    void refuse() {
        state.updateAndGet(now -> now | REFUSED);
    }

    // ---- on the loop's thread

    private void taken(int bytes) {
        state.addAndGet(-one(bytes));
        connection.budget().chargePending(-bytes - BYTES_PER_WRITE);
    }

    /** Whether the loop has still to take over some that were accepted. */
    boolean isPending() {
        return count(state.get()) > 0;
    }

    /** Refuses more. Returns the bytes accepted and not taken, files included, which are given up. */
    long close() {
        long last = state.getAndSet(REFUSED);
        connection.budget().chargePending(-bytes(last) - count(last) * BYTES_PER_WRITE);
        long fileBytes = 0;
        for (Send file : keptFiles()) {
            if (giveUp(file)) {
                fileBytes += file.remainingBytes();
                file.close();
            }
        }
        return bytes(last) + fileBytes;
    }

    // ---- files, which have an owner at every moment: whoever has made giveUp say yes

    /** Called before it is offered. */
    private synchronized void keep(Send file) {
        if (files == null) {
            files = new LinkedHashSet<>();
        }
        files.add(file);
    }

    /** The caller takes the file over. Returns false when somebody else has. */
    private synchronized boolean giveUp(Send file) {
        return files != null && files.remove(file);
    }

    private synchronized List<Send> keptFiles() {
        return files == null ? List.of() : List.copyOf(files);
    }

    private static long one(int bytes) {
        return (1L << COUNT_SHIFT) + ((long) bytes << BYTES_SHIFT);
    }

    private static long count(long state) {
        return state >>> COUNT_SHIFT;
    }

    private static long bytes(long state) {
        return (state >>> BYTES_SHIFT) & MOST_BYTES;
    }
}
