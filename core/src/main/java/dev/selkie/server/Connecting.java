package dev.selkie.server;

import dev.selkie.connection.Connection;
import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.loop.EventLoop;
import dev.selkie.loop.Timer;
import dev.selkie.transport.PlainTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@link Connector#connect}: look the name up, try one address after the other, after a pause all of it again;
 * until one is connected or the time is up. On the loop's thread, but for the look-up.
 */
final class Connecting {
    private final Connector connector;
    private final SocketAddress target;
    private final RequestHandlerFactory factory;
    private final EventLoop loop;
    private final ConnectorOptions options;
    private final CompletableFuture<Connection> outcome = new CompletableFuture<>();
    private final Timer timeUp;
    private final Timer retry;

    private final ArrayDeque<SocketAddress> addresses = new ArrayDeque<>();
    private @Nullable PendingConnect pending;
    /** Why the address before was of no use. */
    private @Nullable IOException lastFailure;

    private long startNanos;
    private int attempts;
    private Duration delay;
    private volatile boolean over;

    Connecting(Connector connector, SocketAddress target, RequestHandlerFactory factory) {
        this.connector = connector;
        this.target = target;
        this.factory = factory;
        this.loop = connector.loop();
        this.options = connector.options();
        this.delay = options.retryDelay();
        this.timeUp = loop.timer(this::timeIsUp);
        this.retry = loop.timer(this::attempt);
        var unused = outcome.whenComplete((connection, failure) -> {
            if (!over) {
                loop.execute(this::end); // it was cancelled
            }
        });
    }

    CompletableFuture<Connection> outcome() {
        return outcome;
    }

    // ---- from the name to a connection

    void start() {
        connector.rehearse();
        startNanos = loop.nanoTime();
        attempt();
    }

    private void attempt() {
        if (over || outcome.isDone()) {
            return;
        }
        attempts++;
        timeUp.armAt(deadlineNanos());
        if (target instanceof InetSocketAddress name && name.isUnresolved()) {
            try {
                loop.blockingExecutor().execute(() -> lookUp(name));
            } catch (RuntimeException refused) {
                end(refused);
            }
        } else {
            tryAll(List.of(target));
        }
    }

    /** On a thread that may be blocked. Its result may come too late, when all is over. */
    private void lookUp(InetSocketAddress name) {
        try {
            List<InetSocketAddress> all = Arrays.stream(connector.resolve(name.getHostString()))
                    .map(address -> new InetSocketAddress(address, name.getPort()))
                    .toList();
            loop.execute(() -> tryAll(all));
        } catch (UnknownHostException unknown) {
            loop.execute(() -> failed(ConnectFailures.unknownHost(Addresses.format(name), unknown)));
        } catch (Throwable failure) {
            loop.execute(() -> end(failure));
        }
    }

    private void tryAll(List<? extends SocketAddress> all) {
        addresses.addAll(all);
        tryNext();
    }

    private void tryNext() {
        while (!over && !addresses.isEmpty()) {
            try {
                setOut(addresses.remove());
                return;
            } catch (IOException failure) {
                note(failure);
            } catch (Throwable failure) { // an address of a kind that is unknown
                end(failure);
            }
        }
        if (!over) {
            retryOrFail();
        }
    }

    private void setOut(SocketAddress address) throws IOException {
        long now = loop.nanoTime();
        timeUp.armAt(now + (deadlineNanos() - now) / (addresses.size() + 1));
        var next = new PendingConnect(this, loop.provider(), address);
        pending = next;
        if (next.start(loop)) {
            connected(next);
        }
    }

    void connected(PendingConnect done) {
        pending = null;
        try {
            if (outcome.isDone()) {
                done.close();
                return;
            }
            Connection connection =
                    connector.open(new PlainTransport(done.channel()), done.address(), Requests.handlerBy(factory));
            end();
            if (!outcome.complete(connection)) {
                connection.close(); // it was cancelled at the last moment: nobody knows of it
            }
        } catch (Throwable failure) {
            done.close();
            end(failure);
        }
    }

    // ---- what stands in the way

    /** The look-up failed, or the address that is being tried. */
    void failed(Throwable failure) {
        if (over) {
            return;
        }
        if (failure instanceof IOException trouble) {
            note(trouble);
            tryNext();
        } else {
            end(failure);
        }
    }

    private void timeIsUp() {
        String doing = (pending == null ? "looking up " : "connecting to ") + what();
        failed(ConnectFailures.timedOut(doing, Duration.ofNanos(timeUp.deadlineNanos() - startNanos)));
    }

    private void retryOrFail() {
        IOException failure = lastFailure == null ? cannot("it has no address") : lastFailure;
        boolean inTime = deadlineNanos() - loop.nanoTime() > delay.toNanos();
        if (attempts < options.attempts() && inTime) {
            lastFailure = null;
            retry.armAfter(delay);
            delay = min(delay.multipliedBy(2), options.longestRetryDelay());
        } else {
            end(failure);
        }
    }

    private void note(IOException failure) {
        IOException described = ConnectFailures.described(what(), failure);
        if (lastFailure != null) {
            described.addSuppressed(lastFailure);
        }
        lastFailure = described;
        closePending();
    }

    /** The address that is being tried; the name, while there is none. */
    private String what() {
        return Addresses.format(pending == null ? target : pending.address());
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private long deadlineNanos() {
        return startNanos + options.timeout().toNanos();
    }

    // ---- the end

    /** Before it has started, and from any thread. */
    void refuse(String why) {
        over = true;
        connector.over(this);
        outcome.completeExceptionally(cannot(why));
    }

    void giveUp(String why) {
        end(cannot(why));
    }

    private IOException cannot(String why) {
        return ConnectFailures.cannot(Addresses.format(target), why, null);
    }

    private void end(Throwable failure) {
        end();
        outcome.completeExceptionally(failure);
    }

    /** Leaves no channel and no timer. */
    private void end() {
        over = true;
        timeUp.cancel();
        retry.cancel();
        closePending();
        connector.over(this);
    }

    private void closePending() {
        if (pending != null) {
            pending.close();
            pending = null;
        }
    }
}
