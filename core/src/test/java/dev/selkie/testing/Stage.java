package dev.selkie.testing;

import dev.selkie.connection.ConnectionOptions;
import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.ServerOptions;
import dev.selkie.server.TcpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A server on a loop that only the test's thread runs, step by step, under a clock that stands still. */
public final class Stage implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration STEP = Duration.ofMillis(5);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L); // wraps within each longer test
    private final EventLoop loop;
    private final StagedServer server;
    private final List<Client> clients = new ArrayList<>();

    public Stage(RequestHandlerFactory factory) throws IOException {
        this(factory, ConnectionOptions.defaults());
    }

    public Stage(RequestHandlerFactory factory, ConnectionOptions options) throws IOException {
        this(SelectorProvider.provider(), factory, ServerOptions.defaults().withConnection(options));
    }

    public Stage(SelectorProvider provider, RequestHandlerFactory factory, ServerOptions options) throws IOException {
        this(provider, Runnable::run, factory, options);
    }

    /** With an executor of its own for what may block, which is otherwise done on this thread. */
    public Stage(Executor blocking, RequestHandlerFactory factory) throws IOException {
        this(SelectorProvider.provider(), blocking, factory, ServerOptions.defaults());
    }

    private Stage(SelectorProvider provider, Executor blocking, RequestHandlerFactory factory, ServerOptions options)
            throws IOException {
        loop = new EventLoop(provider, nanos::get, blocking);
        server = new StagedServer(loop, factory, options);
        server.serveForever();
    }

    public EventLoop loop() {
        return loop;
    }

    public StagedServer server() {
        return server;
    }

    public void passTime(Duration time) {
        nanos.addAndGet(time.toNanos());
        step();
    }

    /** In a callback, which takes so long. */
    public void passTimeIn(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    public Client connect() throws IOException {
        return connect(0);
    }

    /** A client with a small receive buffer, for tests that fill the socket; 0 leaves it as it is. */
    public Client connect(int receiveBufferBytes) throws IOException {
        return connect(server.serverAddress(), receiveBufferBytes);
    }

    /** A client of another server on the loop. */
    public Client connect(SocketAddress other) throws IOException {
        return connect(other, 0);
    }

    private Client connect(SocketAddress address, int receiveBufferBytes) throws IOException {
        var client = new Client(this, address, receiveBufferBytes);
        clients.add(client);
        return client;
    }

    public void step() {
        try {
            loop.runOnce(STEP);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public void steps(int count) {
        for (int i = 0; i < count; i++) {
            step();
        }
    }

    public void stepUntil(BooleanSupplier done) {
        long start = System.nanoTime();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new AssertionError("still not so after " + PATIENCE);
            }
            step();
        }
    }

    /** Runs something as a task of the loop. */
    public void onLoop(Runnable task) {
        var done = new boolean[1];
        loop.execute(() -> {
            task.run();
            done[0] = true;
        });
        stepUntil(() -> done[0]);
    }

    @Override
    public void close() throws IOException {
        for (Client client : clients) {
            client.close();
        }
        server.close(Duration.ZERO);
        loop.close();
    }

    /** Its hooks can be set, and note what they are told. */
    public static final class StagedServer extends TcpServer {
        private final List<Throwable> errors = new ArrayList<>();
        private Predicate<SocketAddress> verify = any -> true;
        private @Nullable RuntimeException errorOfHandleError;

        StagedServer(EventLoop loop, RequestHandlerFactory factory, ServerOptions options) throws IOException {
            super(loop, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), factory, options);
        }

        public List<Throwable> errors() {
            return errors;
        }

        public void verifyWith(Predicate<SocketAddress> predicate) {
            verify = predicate;
        }

        public void throwInHandleError(RuntimeException failure) {
            errorOfHandleError = failure;
        }

        @Override
        protected boolean verifyRequest(SocketAddress clientAddress) {
            return verify.test(clientAddress);
        }

        @Override
        protected void handleError(@Nullable SocketAddress clientAddress, Throwable failure) {
            errors.add(failure);
            if (errorOfHandleError != null) {
                throw errorOfHandleError;
            }
        }
    }
}
