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

    /** One call of {@code serveForever} or {@code handleRequest}; on the loop's thread but for its flag and its latch. */
    private final class Run {
        final CountDownLatch ended = new CountDownLatch(1);
        final @Nullable Duration pollInterval;
        final boolean runsLoop;
        final Runnable turnListener = server::runServiceActions;
        final Timer tick = loop.timer(this::armTick);
        volatile boolean stopped;
        boolean left;

        @Nullable
        Throwable failure;

        Run(@Nullable Duration pollInterval, boolean runsLoop) {
            this.pollInterval = pollInterval;
            this.runsLoop = runsLoop;
        }

        void start() {
            if (stopped) {
                return;
            }
            try {
                server.service().start();
                loop.addTurnListener(turnListener);
                armTick();
            } catch (Throwable thrown) { // a server that serves nobody must say so
                failure = thrown;
                stopped = true;
                if (!runsLoop) {
                    end(this);
                    server.reportError(null, thrown);
                }
            }
        }

        void armTick() {
            if (pollInterval != null) {
                tick.armAfter(pollInterval);
            }
        }

        void leave() {
            if (left) {
                return; // two have stopped it
            }
            left = true;
            server.service().stop();
            loop.removeTurnListener(turnListener);
            tick.cancel();
        }
    }

    /** {@code serveForever}. On an own loop it stays until it is stopped, or the server closed. */
    void serve(@Nullable Duration pollInterval, BooleanSupplier closed) throws IOException {
        Run run = begin(pollInterval, ownsLoop);
        if (run == null) {
            return;
        }
        loop.execute(run::start);
        if (run.runsLoop) {
            try {
                server.runLoop(() -> run.stopped || closed.getAsBoolean());
                run.leave();
            } finally {
                end(run);
            }
            if (run.failure != null) {
                throw new IOException("cannot take requests", run.failure);
            }
        }
    }

    /** {@code handleRequest}: the caller's thread runs the loop, borrowed or not. Returns false when it may not. */
    boolean serveOne(@Nullable Duration timeout, BooleanSupplier closed) throws IOException {
        Run run = begin(null, true);
        if (run == null) {
            return false;
        }
        var request = new SingleRequest(server);
        server.await(request);
        try {
            return request.serve(loop, timeout, () -> run.stopped || closed.getAsBoolean());
        } finally {
            server.await(null);
            end(run);
        }
    }

    /** Stops the present run. Where that runs the loop, it waits for its end, unless the loop itself calls. */
    void stop() {
        Run run = stopPresent();
        if (run == null) {
            return;
        }
        if (!run.runsLoop) {
            loop.execute(run::leave);
            end(run);
            return;
        }
        loop.execute(() -> {}); // it looks before each turn whether it is stopped
        if (loop.inLoop()) {
            server.service().stop(); // of what this turn would still take, none is taken
        } else {
            Waiting.uninterruptibly(run.ended::await);
        }
    }

    /** After the server has begun to close: no run begins any more. One that runs the loop goes on until all is closed. */
    void close() {
        Run run = present();
        if (run != null && !run.runsLoop) {
            stop();
        }
    }

    /** Waits until no thread is in {@link #serve} or {@link #serveOne}, on its way into the loop or out of it. */
    void awaitEnd() {
        Run run = present();
        if (run != null && run.runsLoop) {
            Waiting.uninterruptibly(run.ended::await);
        }
    }

    private synchronized @Nullable Run present() {
        return present;
    }

    private synchronized @Nullable Run begin(@Nullable Duration pollInterval, boolean runsLoop) {
        if (present != null) {
            throw new IllegalStateException(
                    "this server is serving already, in serveForever() or handleRequest(): shutdown() ends that");
        }
        hasRun = true;
        if (!stopRemembered && !server.isClosing()) {
            present = new Run(pollInterval, runsLoop);
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
        if (present == run) {
            present = null;
        }
        run.ended.countDown();
    }
}
