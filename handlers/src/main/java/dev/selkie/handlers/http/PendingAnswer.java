package dev.selkie.handlers.http;

import dev.selkie.connection.Connection;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is worked out on another thread for a connection, which may end meanwhile: then nobody else would close the
 * files in it. Thread-safe.
 */
final class PendingAnswer {
    /** A way to work out an answer. */
    interface Work {
        /** Null when another way is to be tried. */
        @Nullable
        Answer answer(Request request);
    }

    private final Connection connection;
    private final Request request;
    private final Handover handover;
    private final Runnable arrived;
    private @Nullable Answer answer;
    private boolean cancelled;

    /** The task runs on the loop's thread, when there is an answer to {@link #take}. */
    PendingAnswer(Connection connection, Request request, Handover handover, Runnable arrived) {
        this.connection = connection;
        this.request = request;
        this.handover = handover;
        this.arrived = arrived;
    }

    Request request() {
        return request;
    }

    /** On the thread that works it out. Returns false when this way gives no answer. */
    boolean workOut(Work work) {
        if (isCancelled()) {
            return true;
        }
        try {
            Answer worked = work.answer(request);
            if (worked == null) {
                return false;
            }
            put(worked);
        } catch (Throwable defect) {
            connection.fail(defect);
        }
        return true;
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    private void put(Answer worked) {
        handover.put(worked.heldBytes());
        if (keep(worked)) {
            connection.execute(arrived); // not run when it has ended: then it is cancelled, too
        } else {
            handover.taken(worked.heldBytes());
            worked.close();
        }
        handover.awaitRoom();
    }

    private synchronized boolean keep(Answer worked) {
        answer = cancelled ? null : worked;
        return !cancelled;
    }

    /** The answer, which is the caller's from now on. Null when there is none. */
    synchronized @Nullable Answer take() {
        Answer taken = answer;
        answer = null;
        if (taken != null) {
            handover.taken(taken.heldBytes());
        }
        return taken;
    }

    /** The connection has ended. */
    void cancel() {
        Answer unwanted;
        synchronized (this) {
            cancelled = true;
            unwanted = take();
        }
        if (unwanted != null) {
            unwanted.close();
        }
    }
}
