package dev.selkie.server;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.Connections;
import dev.selkie.loop.EventLoop;
import dev.selkie.loop.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** {@code close} of one server: no new connections, a grace for the old ones, then the end of those that are left. */
final class Closing {
    /** How often a thread that waits for the end looks whether anybody still runs the loop that is to bring it. */
    private static final long CHECK_MILLIS = 20;

    private final BaseServer server;
    private final EventLoop loop;
    private final Connections connections;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private @Nullable Timer graceTimer;

    Closing(BaseServer server, EventLoop loop, Connections connections) {
        this.server = server;
        this.loop = loop;
        this.connections = connections;
    }

    void begin(Duration grace) {
        if (begun.compareAndSet(false, true)) {
            loop.execute(() -> drain(grace));
        }
    }

    private void drain(Duration grace) {
        graceTimer = loop.schedule(grace, this::graceIsOver);
        server.requests().close();
        connections.askToEnd();
        connectionClosed();
    }

    /** What is left is broken off; this is the end, whatever the connections say. */
    private void graceIsOver() {
        graceTimer = null;
        loop.afterNextSelect(done::countDown);
        connections.abort(CloseReason.SHUTDOWN);
    }

    /** A connection has closed: perhaps it was the last. */
    void connectionClosed() {
        if (graceTimer != null && connections.counters().open() == 0) {
            graceTimer.cancel();
            graceTimer = null;
            loop.afterNextSelect(done::countDown); // the port is free only then
        }
    }

    /** Waits for the end, and brings it about where nobody else runs the loop. */
    void await() throws IOException {
        while (!isDone()) {
            if (loop.isClosed() && !loop.isRunning()) {
                server.requests()
                        .close(); // the loop has closed all that was registered; a channel that never was is left
                done.countDown();
            } else if (!server.tryRunLoop(this::isDone)) {
                Waiting.uninterruptibly(() -> done.await(CHECK_MILLIS, TimeUnit.MILLISECONDS));
            }
        }
    }

    boolean isBegun() {
        return begun.get();
    }

    boolean isDone() {
        return done.getCount() == 0;
    }
}
