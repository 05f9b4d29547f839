package dev.selkie.server;

import dev.selkie.loop.EventLoop;
import dev.selkie.loop.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code serveForever} and {@code shutdown} of one server: in any order, twice, from any thread, without a deadlock. A
 * shutdown that comes before the first run is remembered by that run; one that comes after a run leaves no trace. In Python
 * the first waits for ever and the second ends the next run.
 */
final class Serving {
    private final BaseServer server;
    private final EventLoop loop;
    private final boolean ownsLoop;
    private @Nullable Run present;
    private boolean hasRun;
    private boolean stopRemembered;

    Serving(BaseServer server, EventLoop loop, boolean ownsLoop) {
        this.server = server;
        this.loop = loop;
        this.ownsLoop = ownsLoop;
    }

    /** One call of {@code serveForever}; on the loop's thread but for its flag and its latch. */
    private final class Run {
        final CountDownLatch ended = new CountDownLatch(1);
        final @Nullable Duration pollInterval;
        final Runnable turnListener = server::runServiceActions;
        final Timer tick = loop.timer(this::armTick);
        volatile boolean stopped;

        Run(@Nullable Duration pollInterval) {
            this.pollInterval = pollInterval;
        }

        void start() {
            if (!stopped) {
                server.takeRequests(true);
                loop.addTurnListener(turnListener);
                armTick();
            }
        }

        void armTick() {
            if (pollInterval != null) {
                tick.armAfter(pollInterval);
            }
        }

        void leave() {
            server.takeRequests(false);
            loop.removeTurnListener(turnListener);
            tick.cancel();
        }
    }

    /** Begins a run. On an own loop it stays in it until it is stopped, or something else is over. */
    void serve(@Nullable Duration pollInterval, BooleanSupplier over) throws IOException {
        Run run = begin(pollInterval);
        if (run == null) {
            return;
        }
        loop.execute(run::start);
        if (ownsLoop) {
            try {
                loop.runUntil(() -> run.stopped || over.getAsBoolean());
                run.leave();
            } finally {
                end(run);
            }
        }
    }

    /** Stops the present run. On an own loop it waits for its end, unless that loop calls. */
    void stop() {
        Run run = stopPresent();
        if (run == null) {
            return;
        }
        if (!ownsLoop) {
            loop.execute(run::leave);
            end(run);
            return;
        }
        loop.execute(() -> {}); // it looks before each turn whether it is stopped
        if (!loop.inLoop()) {
            Waiting.uninterruptibly(run.ended::await);
        }
    }

    /** The server closes: on a borrowed loop that ends the present run; on an own one the run ends when all is closed. */
    void close() {
        if (!ownsLoop) {
            stop();
        }
    }

    /** Whether a thread is in {@link #serve}, on its way into the loop or out of it. */
    synchronized boolean isInOwnLoop() {
        return ownsLoop && present != null;
    }

    private synchronized @Nullable Run begin(@Nullable Duration pollInterval) {
        if (present != null) {
            throw new IllegalStateException("this server is serving already: call shutdown() first");
        }
        hasRun = true;
        if (!stopRemembered) {
            present = new Run(pollInterval);
        }
        stopRemembered = false;
        return present;
    }

    private synchronized @Nullable Run stopPresent() {
        if (present != null) {
            present.stopped = true;
        } else {
            stopRemembered = !hasRun;
        }
        return present;
    }

    private synchronized void end(Run run) {
        present = null;
        run.ended.countDown();
    }
}
