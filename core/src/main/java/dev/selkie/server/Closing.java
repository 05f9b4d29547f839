package dev.selkie.server;

import dev.selkie.connection.CloseReason;
import dev.selkie.loop.EventLoop;
import dev.selkie.loop.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** {@code close} of one server: no new requests, a grace for the old ones, then the end of those that are left. */
final class Closing {
    /** How often a thread that waits for the end looks whether anybody still runs the loop that is to bring it. */
    private static final long CHECK_MILLIS = 20;

    private final BaseServer server;
    private final EventLoop loop;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private @Nullable Timer graceTimer;

    Closing(BaseServer server, EventLoop loop) {
        this.server = server;
        this.loop = loop;
    }

    /** From here on the server closes. Returns whether it did not before. */
    boolean begin() {
        return begun.compareAndSet(false, true);
    }

    /** Lets what is under way come to its end, on the loop's thread; once. */
    void drain(Duration grace) {
        graceTimer = loop.schedule(grace, this::graceIsOver);
        server.service().end();
        requestEnded();
    }

    /** What is left is broken off; this is the end, whatever the requests say. */
    private void graceIsOver() {
        graceTimer = null;
        loop.afterNextSelect(done::countDown);
        server.service().abort(CloseReason.SHUTDOWN);
    }

    /** A request has come to its end: perhaps it was the last. */
    void requestEnded() {
        if (graceTimer != null && server.service().hasEnded()) {
            graceTimer.cancel();
            graceTimer = null;
            loop.afterNextSelect(done::countDown); // the port is free only then
        }
    }

    /** Waits for the end, and brings it about where nobody else runs the loop. */
    void await() throws IOException {
        while (!isDone()) {
            if (loop.isClosed() && !loop.isRunning()) {
                server.service().release(); // the loop has closed what was registered; a channel that never was is left
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
