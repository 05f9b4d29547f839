package dev.selkie.handler;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.Connection;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where the threads of a blocking handler wait for its connection. Its lock guards what they share with the loop's thread,
 * and is never held for longer than a copy. Not a monitor: on JDK 21 a virtual thread that waits in one keeps its carrier.
 */
final class Gate {
    static final long FOR_EVER = Long.MAX_VALUE;

    private final Connection connection;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable CloseReason reason;
    /** Only our side has ended: the connection itself goes on. */
    private boolean outputEnded;

    Gate(Connection connection) {
        this.connection = connection;
    }

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    // ---- the loop's thread

    /** What somebody may wait for has come about. With the lock. */
    void change() {
        changed.signalAll();
    }

    /** The connection is ending: nobody waits any longer. */
    void end(CloseReason cause) {
        lock();
        try {
            reason = cause;
            change();
        } finally {
            unlock();
        }
    }

    private void noteEndOfOutput() {
        lock();
        try {
            outputEnded |= connection.isOpen();
            change();
        } finally {
            unlock();
        }
    }

    // ---- the others, with the lock

    /** Throws when the connection is ending. */
    void check() throws ConnectionEndedException {
        if (reason != null) {
            throw new ConnectionEndedException(connection, reason);
        }
    }

    /**
     * Waits for a change, and gives up the lock meanwhile.
     *
     * @return how much is left of the time
     */
    @SuppressWarnings("WaitNotInLoop") // those who call it know what they wait for, and do so in a loop
    long await(long nanos) throws IOException {
        if (connection.loop().inLoop()) {
            throw new IllegalStateException("this would block the event loop: read and write on the handler's thread");
        }
        try {
            return changed.awaitNanos(nanos);
        } catch (InterruptedException interrupt) {
            throw (IOException)
                    new InterruptedIOException("interrupted while waiting for the peer").initCause(interrupt);
        }
    }

    /** The connection takes no more: waits to be told why, which is soon. Without the lock. */
    IOException awaitEnd() throws IOException {
        lock();
        try {
            connection.execute(this::noteEndOfOutput); // behind what ends the connection, if something does
            while (reason == null && !outputEnded) {
                await(FOR_EVER);
            }
            return reason == null
                    ? new IOException("the output of this connection has been ended")
                    : new ConnectionEndedException(connection, reason);
        } finally {
            unlock();
        }
    }
}
