package dev.selkie.server;

import dev.selkie.connection.Counters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Several servers on one port, each with a loop and a thread of its own, to use more cores than one. The kernel shares the
 * connections out among them (SO_REUSEPORT); nothing else is shared but the budget and the places for connections, so that the
 * limits of {@link ServerOptions} hold for all together: no handler of one ever meets another's thread.
 *
 * <pre>{@code
 * var address = new InetSocketAddress("127.0.0.1", 9000);
 * try (var group = new ServerGroup<>(4, address, (at, options) -> new TcpServer(at, Echo::new, options))) {
 *     group.serveForever();
 * }
 * }</pre>
 *
 * <p>All methods may be called from any thread, except that {@link #serveForever} stays on its caller's.
 *
 * @param <S> the kind of server
 */
public final class ServerGroup<S extends BaseServer> implements AutoCloseable {
    private final List<S> servers = new ArrayList<>();
    private final Duration grace;
    private volatile @Nullable Run present;
    private volatile boolean closing;

    /** One call of {@code serveForever}. */
    private static final class Run {
        final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        volatile boolean stopped;
    }

    /**
     * Makes one of the servers, usually by a constructor.
     *
     * @param <S> the kind of server
     */
    @FunctionalInterface
    public interface Member<S extends BaseServer> {
        /**
         * Called once for each.
         *
         * @param address where it is to listen: with the same port for all
         * @param options its settings: with the port, the budget and the places to be shared
         * @return a server with a loop of its own
         * @throws IOException when it cannot listen
         */
        S listen(InetSocketAddress address, ServerOptions options) throws IOException;
    }

    /**
     * A group with the default options.
     *
     * @param count how many servers, at least 1; more than there are cores are of no use
     * @param address where to listen; port 0 takes a free one, the same for all
     * @param member makes each server
     * @throws IOException when one of them cannot listen
     */
    public ServerGroup(int count, InetSocketAddress address, Member<S> member) throws IOException {
        this(count, address, member, ServerOptions.defaults());
    }

    /**
     * A group.
     *
     * @param count how many servers, at least 1
     * @param address where to listen; port 0 takes a free one, the same for all
     * @param member makes each server
     * @param options of each; {@link ServerOptions#allowReusePort} is set for all of them
     * @throws IOException when one of them cannot listen
     * @throws UnsupportedOperationException where the platform has no SO_REUSEPORT
     */
    public ServerGroup(int count, InetSocketAddress address, Member<S> member, ServerOptions options)
            throws IOException {
        if (count < 1) {
            throw new IllegalArgumentException("a group has at least 1 server, but was to have " + count);
        }
        ServerOptions shared = options.withAllowReusePort(true)
                .withBudget(options.budgetOrNew())
                .withPlaces(options.placesOrNew());
        grace = options.grace();
        InetSocketAddress at = address;
        try {
            for (int i = 0; i < count; i++) {
                S server = Objects.requireNonNull(member.listen(at, shared), "a member made no server");
                servers.add(server);
                at = (InetSocketAddress) server.serverAddress();
            }
        } catch (IOException | RuntimeException failure) {
            close(Duration.ZERO);
            throw failure;
        }
    }

    /**
     * Serves until {@link #shutdown} or {@link #close}: the first server on the caller's thread, each other on a daemon
     * thread of its own. When one of them ends, all do.
     *
     * @throws IOException when one of them failed
     * @throws IllegalStateException when it is serving already
     */
    public void serveForever() throws IOException {
        Run run = begin();
        try {
            serveAll(run);
        } finally {
            present = null;
        }
        if (run.failure.get() != null) {
            throw new IOException("a server of the group has failed", run.failure.get());
        }
    }

    private synchronized Run begin() {
        if (present != null) {
            throw new IllegalStateException("this group is serving already: shutdown() ends that");
        }
        var run = new Run();
        present = run;
        return run;
    }

    private void serveAll(Run run) {
        List<Thread> threads = new ArrayList<>();
        for (S server : servers.subList(1, servers.size())) {
            Thread thread = new Thread(() -> serve(server, run), "selkie-loop-" + (threads.size() + 2));
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        serve(servers.get(0), run);
        threads.forEach(thread -> Waiting.uninterruptibly(thread::join));
    }

    private void serve(S server, Run run) {
        try {
            // A shutdown that came before this one has begun left no trace with it.
            server.loop().execute(() -> shutdownIn(run, server));
            server.serveForever();
        } catch (IOException | RuntimeException | Error thrown) {
            run.failure.compareAndSet(null, thrown);
        } finally {
            if (!closing) { // else each ends when its own connections have
                shutdown();
            }
        }
    }

    /** On a server's loop, perhaps so late that the run it was meant for is over: then it is none of the next one's. */
    private void shutdownIn(@Nullable Run run, S server) {
        if (run != null && run == present && run.stopped) {
            server.shutdown();
        }
    }

    /** Ends {@link #serveForever}, and closes nothing. Waits for the end, unless one of the servers' loops calls. */
    public void shutdown() {
        Run run = present;
        if (run != null) {
            run.stopped = true;
        }
        boolean inLoop = inLoop();
        for (S server : servers) {
            if (inLoop && server.loop().isRunning()) {
                // Two loops that waited for each other would never end.
                server.loop().execute(() -> shutdownIn(run, server));
            } else if (!inLoop) {
                server.shutdown();
            }
        }
    }

    /**
     * Closes all servers, with the options' grace.
     *
     * @throws IOException when a loop fails
     */
    @Override
    public void close() throws IOException {
        close(grace);
    }

    /**
     * Closes all servers, at the same time. Waits for the end, unless one of the servers' loops calls.
     *
     * @param time for connections to finish
     * @throws IOException when a loop fails
     */
    public void close(Duration time) throws IOException {
        closing = true;
        boolean inLoop = inLoop();
        for (S server : servers) {
            if (server.loop().isRunning()) {
                server.loop().execute(() -> beginClose(server, time));
            }
        }
        if (!inLoop) {
            for (S server : servers) {
                server.close(time);
            }
        }
    }

    private boolean inLoop() {
        return servers.stream().anyMatch(server -> server.loop().inLoop());
    }

    private void beginClose(S server, Duration time) {
        try {
            server.close(time); // on its loop: it only begins
        } catch (IOException failure) {
            server.reportError(null, failure);
        }
    }

    /**
     * Where all of them listen.
     *
     * @return the bound address
     */
    public SocketAddress serverAddress() {
        return servers.get(0).serverAddress();
    }

    /**
     * The members.
     *
     * @return always the same, in the order they were made
     */
    public List<S> servers() {
        return List.copyOf(servers);
    }

    /**
     * What the connections of all have done up to now.
     *
     * @return sums, which do not change any more
     */
    public Counters counters() {
        return Counters.sumOf(servers.stream().map(BaseServer::counters).toList());
    }
}
