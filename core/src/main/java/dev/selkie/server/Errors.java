package dev.selkie.server;

import dev.selkie.loop.EventLoop;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * What handlers and hooks throw, brought to the one hook that is told, and to the log: each kind once a minute at most, since
 * a peer that has found out how to make a handler throw can do it ten thousand times a second. Nothing here throws.
 */
final class Errors {
    /** What is thrown elsewhere than at so many places counts as one kind. */
    private static final int MOST_KINDS = 100;

    private static final String OTHER_KINDS = "";

    private final Logger log;
    private final EventLoop loop;
    private final Map<String, OncePerMinute> reports = new HashMap<>();

    /** Errors that are logged in the name of a class. */
    Errors(Class<?> owner, EventLoop loop) {
        this.log = LoggerFactory.getLogger(owner);
        this.loop = loop;
    }

    /** Calls {@code handleError}; what that throws is logged. */
    void report(Consumer<Throwable> handleError, Throwable failure) {
        try {
            handleError.accept(failure);
        } catch (Throwable again) {
            reportHandleError(again, failure);
        }
    }

    private void reportHandleError(Throwable again, Throwable failure) {
        try {
            if (again != failure) {
                again.addSuppressed(failure);
            }
            log("in handleError()", null, again);
        } catch (Throwable alsoLogging) {
            // Out of memory or stack: to go on matters more than the line.
        }
    }

    /** What {@code handleError} does by default: one line and the stack trace. From any thread, as it may be called. */
    void log(String doing, @Nullable SocketAddress address, Throwable failure) {
        long missed;
        synchronized (reports) {
            OncePerMinute report = reportOf(failure);
            if (!report.isDue()) {
                return;
            }
            missed = report.missed();
        }
        String whose = address == null ? "" : " " + Addresses.format(address);
        String others = missed == 0 ? "" : ", and " + missed + " more thrown there since this was said last";
        if (log instanceof NOPLogger) {
            System.err.println("exception " + doing + whose + others);
            failure.printStackTrace(); // no SLF4J provider: as Python does, rather than in silence
        } else {
            log.error("exception {}{}{}", doing, whose, others, failure);
        }
    }

    /** Its kind is where it was thrown, and its class; what it says may be a peer's. */
    private OncePerMinute reportOf(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        String kind = failure.getClass().getName() + (trace.length == 0 ? "" : " " + trace[0]);
        boolean known = reports.containsKey(kind) || reports.size() < MOST_KINDS;
        return reports.computeIfAbsent(known ? kind : OTHER_KINDS, any -> new OncePerMinute(loop));
    }
}
