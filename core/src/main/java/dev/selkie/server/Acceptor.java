package dev.selkie.server;

import dev.selkie.loop.EventLoop;
import dev.selkie.loop.ReadyHandler;
import dev.selkie.loop.Timer;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes connections from a listening channel.
 *
 * <p>An accept that fails leaves the channel ready, so when descriptors have run out it would be tried again at once, for
 * ever. The first failure is ignored, since a peer that has vanished looks the same; the second in a row pauses accepting.
 * While it is paused, spare descriptors are free for those who are served already. It goes on when they could be taken
 * back: tried by a timer, and when one of our connections has closed.
 *
 * <p>A place is taken before each accept. Where none is free, nobody is accepted until one is given back; clients wait in
 * the kernel meanwhile, and nothing is tried. In both cases connections that are idle may be ended for them.
 */
final class Acceptor implements ReadyHandler, RequestSource {
    private static final Logger log = LoggerFactory.getLogger(Acceptor.class);

    /** As many at most in a turn, and for no longer, so that a burst of new clients does not delay the old ones. */
    private static final int ACCEPTS_PER_TURN = 64;

    private static final long NANOS_PER_TURN = Duration.ofMillis(1).toNanos();

    /** More than can wait, unless they come faster than they are accepted. */
    private static final int MOST_DRAINED = 10_000;

    /** So that the server is back within a tenth of a second of the first free descriptor. */
    private static final Duration RETRY_DELAY = Duration.ofMillis(50);

    private final EventLoop loop;
    private final ServerSocketChannel channel;
    private final Places places;
    private final Consumer<SocketChannel> accepted;
    private final Consumer<Throwable> failed;
    private final Consumer<Boolean> roomWanted;
    private final Timer retry;
    private final SpareDescriptors spares;
    private final OncePerMinute report;
    private final OncePerMinute fullReport;
    private final Runnable placeFree;
    private @Nullable SelectionKey key;
    private boolean wanted;
    private boolean failedBefore;
    private boolean paused;
    private boolean full;
    private String reason = "no descriptor is free";

    /**
     * Does nothing yet.
     *
     * @param places one is taken for each connection
     * @param accepted gets each connection, and with it the place to be given back; must not throw
     * @param failed gets what an accept threw that is no {@link IOException}; must not throw
     * @param roomWanted told whether somebody waits while none can be accepted; must not throw
     */
    Acceptor(
            EventLoop loop,
            ServerSocketChannel channel,
            Places places,
            Consumer<SocketChannel> accepted,
            Consumer<Throwable> failed,
            Consumer<Boolean> roomWanted) {
        this.loop = loop;
        this.channel = channel;
        this.places = places;
        this.accepted = accepted;
        this.failed = failed;
        this.roomWanted = roomWanted;
        this.retry = loop.timer(this::resume);
        this.spares = new SpareDescriptors(loop.provider());
        this.report = new OncePerMinute(loop);
        this.fullReport = new OncePerMinute(loop);
        this.placeFree = () -> loop.execute(this::placeIsFree);
    }

    @Override
    public void start() throws IOException {
        if (key == null) {
            key = loop.register(channel, 0, this);
            spares.reserve();
            pause(); // a rehearsal: a class first needed when no descriptor is free would stay broken for ever
        }
        wanted = true;
        resume();
    }

    @Override
    public void stop() {
        wanted = false;
        update();
    }

    @Override
    public void close() throws IOException {
        wanted = false;
        retry.cancel();
        roomWanted.accept(false);
        spares.release();
        places.forget(placeFree);
        channel.close();
    }

    @Override
    public void keyReplaced(SelectionKey replacement) {
        key = replacement;
    }

    @Override
    public void loopClosing() {
        spares.release(); // they are not registered: nobody else closes them
        places.forget(placeFree);
    }

    @Override
    public void ready(SelectionKey readyKey) {
        accept(ACCEPTS_PER_TURN, NANOS_PER_TURN);
    }

    @Override
    public void drain() {
        if (!paused && !full) {
            accept(MOST_DRAINED, Long.MAX_VALUE);
        }
    }

    private void accept(int most, long mostNanos) {
        long start = loop.nanoTime();
        for (int count = 0; count < most && wanted && loop.nanoTime() - start < mostNanos; count++) {
            if (!places.take()) {
                if (count == 0) { // somebody waits; else the next turn will tell
                    awaitPlace();
                }
                return;
            }
            try {
                if (!acceptOne()) {
                    return;
                }
            } catch (Throwable failure) {
                acceptFailed(failure);
                return;
            }
        }
    }

    /** With a place that was taken for it. Returns false when nobody is there. */
    private boolean acceptOne() throws IOException {
        SocketChannel connection = null;
        try {
            connection = channel.accept();
        } finally {
            if (connection == null) {
                places.giveBack();
            }
        }
        failedBefore = false;
        if (connection == null) {
            return false;
        }
        accepted.accept(connection);
        return true;
    }

    private void awaitPlace() {
        full = places.await(placeFree);
        update();
        if (full && fullReport.isDue()) {
            log.warn(
                    "{} connections are open, as many as there may be; new clients wait until one of them closes",
                    places.limit());
        }
    }

    private void placeIsFree() {
        full = false;
        update();
    }

    private void acceptFailed(Throwable failure) {
        if (!(failure instanceof IOException)) {
            failed.accept(failure);
        }
        if (failedBefore) {
            pause();
            reason = failure.toString();
            report();
        }
        failedBefore = true;
    }

    /** Also while it is paused: an hour of it must not be told by one line that has long scrolled away. */
    private void report() {
        if (report.isDue()) {
            log.warn(
                    "cannot accept connections ({}); new clients wait until it works again, old ones are served",
                    reason);
        }
    }

    private void pause() {
        paused = true;
        spares.release();
        retry.armAfter(RETRY_DELAY);
        update();
    }

    @Override
    public void connectionClosed() {
        if (paused) {
            loop.afterNextSelect(this::resume); // its descriptor is free only then
        }
    }

    private void resume() {
        if (!wanted) {
            return;
        }
        paused = !spares.takeBack();
        if (paused) {
            retry.armAfter(RETRY_DELAY);
            report();
        } else {
            retry.cancel();
        }
        update();
    }

    private void update() {
        if (key != null && key.isValid()) {
            key.interestOps(wanted && !paused && !full ? SelectionKey.OP_ACCEPT : 0);
            roomWanted.accept(wanted && (paused || full));
        }
    }
}
