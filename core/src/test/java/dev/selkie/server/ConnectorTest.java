package dev.selkie.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.THROWABLE;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.Connection;
import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.loop.EventLoop;
import dev.selkie.loop.ReadyHandler;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of {@link Connector} on real sockets, on the loop of the server they talk to. */
class ConnectorTest {
    private static final ConnectorOptions DEFAULTS = ConnectorOptions.defaults();

    private final List<Script> served = new ArrayList<>();
    private final Script handler = new Script();
    private Stage stage;
    private TestedConnector connector;

    @BeforeEach
    void open() throws IOException {
        stage = new Stage(() -> {
            var script = new Script() {
                @Override
                protected void onHandle(ByteBuffer received) {
                    peer().write(received);
                }
            };
            served.add(script);
            return script;
        });
        connector = new TestedConnector(stage.loop(), DEFAULTS);
    }

    @AfterEach
    void close() throws IOException {
        stage.close();
    }

    /** Notes errors, and looks names up in a list. */
    private static final class TestedConnector extends Connector {
        final List<Throwable> errors = new ArrayList<>();
        final AtomicInteger lookUps = new AtomicInteger();
        InetAddress[] addresses = {};

        TestedConnector(EventLoop loop, ConnectorOptions options) {
            super(loop, options);
        }

        @Override
        protected void handleError(SocketAddress remoteAddress, Throwable failure) {
            errors.add(failure);
        }

        @Override
        protected InetAddress[] resolve(String host) throws UnknownHostException {
            lookUps.incrementAndGet();
            if (host.equals("nobody")) {
                throw new UnknownHostException(host + ": whatever the system says");
            }
            return addresses;
        }
    }

    private InetSocketAddress server() {
        return stage.server().serverAddress();
    }

    private static InetSocketAddress name(String host, InetSocketAddress like) {
        return InetSocketAddress.createUnresolved(host, like.getPort());
    }

    private Connection connected(CompletableFuture<Connection> connecting) {
        stage.stepUntil(connecting::isDone);
        return connecting.join();
    }

    private Throwable failed(CompletableFuture<Connection> connecting) {
        stage.stepUntil(connecting::isDone);
        return failure(connecting);
    }

    private static Throwable failure(CompletableFuture<Connection> connecting) {
        try {
            connecting.join();
        } catch (CompletionException failure) {
            return failure.getCause();
        } catch (CancellationException failure) {
            return failure;
        }
        throw new AssertionError("it is connected");
    }

    /** A port nobody listens on, for as long as the test runs. */
    private static Socket portOfNobody() throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket;
    }

    /** Channels and connections on the loop, its own listening one not counted. */
    private int watched() {
        var count = new AtomicInteger(-1);
        stage.steps(2);
        stage.loop().forEach(ReadyHandler.class, any -> count.incrementAndGet());
        return count.get();
    }

    // ---- connected

    @Test
    void shouldTalkToAServerOnTheSameLoop() {
        Connection connection = connected(connector.connect(server(), () -> handler));
        assertThat(connection.isOpen()).isTrue();
        assertThat(connection.remoteAddress()).isEqualTo(server());
        assertThat(handler.events()).containsExactly("setup");
        connection.write(Script.bytes("hello"));
        stage.stepUntil(() -> handler.events().contains("handle hello"));
        connection.close();
        stage.stepUntil(handler::isClosed);
        assertThat(handler.events()).endsWith("finish", "closed CLOSED_BY_HANDLER");
        assertThat(connector.counters().closed(CloseReason.CLOSED_BY_HANDLER)).isEqualTo(1);
        assertThat(connector.counters().sentBytes()).isEqualTo(5);
        assertThat(connector.counters().open()).isZero();
        assertThat(connector.budget().usedBytes()).isZero();
        stage.stepUntil(() -> stage.server().counters().open() == 0);
        assertThat(watched()).isZero();
    }

    @Test
    void shouldReadTheAnswerAfterItHasEndedItsSide() {
        var asking = new Script() {
            @Override
            protected void onSetup() {
                peer().write(bytes("question"));
                peer().endOutput();
            }
        };
        connected(connector.connect(server(), () -> asking));
        stage.stepUntil(asking::isClosed);
        assertThat(asking.events())
                .containsExactly("setup", "handle question", "endOfInput", "finish", "closed PEER_CLOSED");
    }

    @Test
    void shouldHaveNoServer() {
        var asking = new Script() {
            @Override
            protected void onSetup() {
                server();
            }
        };
        connected(connector.connect(server(), () -> asking));
        assertThat(connector.errors)
                .singleElement()
                .asInstanceOf(THROWABLE)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("serves no server's connection");
    }

    @Test
    void shouldConnectInALaterTurnAndNotInsideTheCallbackThatAsks() {
        var asking = new Script() {
            @Override
            protected void onSetup() {
                connector.connect(stage.server().serverAddress(), () -> handler);
                assertThat(handler.events()).isEmpty();
            }
        };
        connected(connector.connect(server(), () -> asking));
        stage.stepUntil(() -> handler.events().contains("setup"));
        assertThat(connector.errors).isEmpty();
    }

    @Test
    void shouldConnectFromAnyThread() throws Exception {
        try (var loop = new EventLoop()) {
            var running = new Thread(() -> {
                try {
                    loop.run();
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            running.start();
            try (var server = new TcpServer(loop, new InetSocketAddress("127.0.0.1", 0), Script::new);
                    var any = new Connector(loop)) {
                server.serveForever();
                Connection connection =
                        any.connect(server.serverAddress(), Script::new).get(10, TimeUnit.SECONDS);
                assertThat(connection.remoteAddress()).isEqualTo(server.serverAddress());
            } finally {
                loop.stop();
                running.join(10_000);
            }
        }
    }

    @Test
    void shouldConnectToAUnixServer(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("s");
        var options = ServerOptions.defaults().withGrace(Duration.ZERO);
        try (var server = new UnixServer(stage.loop(), path, Script::new, options)) {
            server.serveForever();
            Connection connection = connected(connector.connect(server.serverAddress(), () -> handler));
            assertThat(Addresses.format(connection.remoteAddress())).isEqualTo(path.toString());
            stage.stepUntil(() -> server.counters().open() == 1);
        }
        stage.stepUntil(handler::isClosed);
    }

    // ---- failed

    @Test
    @DisplayName("N10 NetworkConnectionNoServer: nobody listens")
    void shouldTellThatItWasRefused() throws IOException {
        try (Socket nobody = portOfNobody()) {
            assertThat(failed(connector.connect(nobody.getLocalSocketAddress(), () -> handler)))
                    .isInstanceOf(ConnectException.class)
                    .hasMessage("cannot connect to 127.0.0.1:" + nobody.getLocalPort() + ": Connection refused");
        }
        assertThat(handler.events()).isEmpty();
        assertThat(watched()).isZero();
    }

    /** A port on which the queue is full, so that the kernel answers nobody any more. */
    private static final class FullPort implements AutoCloseable {
        private final ServerSocketChannel channel = ServerSocketChannel.open();
        private final List<SocketChannel> waiting = new ArrayList<>();
        final InetSocketAddress address;

        FullPort(String host, int port) throws IOException {
            channel.bind(new InetSocketAddress(host, port), 1);
            address = (InetSocketAddress) channel.getLocalAddress();
            for (int i = 0; i < 4; i++) {
                SocketChannel client = SocketChannel.open();
                client.configureBlocking(false);
                client.connect(address);
                waiting.add(client);
            }
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel client : waiting) {
                client.close();
            }
            channel.close();
        }
    }

    @Test
    @DisplayName("N10 NetworkConnectionNoServer: time-out reported")
    void shouldTellThatItTimedOut() throws IOException {
        try (var full = new FullPort("127.0.0.1", 0)) {
            var connecting = connector.connect(full.address, () -> handler);
            stage.steps(3);
            stage.passTime(Duration.ofMillis(9_999));
            assertThat(connecting).isNotDone();
            assertThat(watched()).isEqualTo(1);
            stage.passTime(Duration.ofMillis(1));
            assertThat(failed(connecting))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("connecting to " + Addresses.format(full.address) + " timed out after 10 s");
            assertThat(watched()).isZero();
        }
    }

    @Test
    void shouldLeaveTimeForTheNextAddressWhenOneDoesNotAnswer() throws IOException {
        try (var full = new FullPort("127.0.0.2", server().getPort())) {
            connector.addresses = new InetAddress[] {full.address.getAddress(), InetAddress.getByName("127.0.0.1")};
            var connecting = connector.connect(name("two", server()), () -> handler);
            stage.steps(3);
            stage.passTime(Duration.ofMillis(4_999));
            assertThat(connecting).isNotDone();
            stage.passTime(Duration.ofMillis(1));
            assertThat(connected(connecting).remoteAddress()).isEqualTo(server());
        }
        try (var full = new FullPort("127.0.0.2", server().getPort())) {
            connector.addresses = new InetAddress[] {full.address.getAddress(), InetAddress.getByName("127.0.0.3")};
            var connecting = connector.connect(name("two", server()), () -> handler);
            stage.steps(3);
            stage.passTime(Duration.ofSeconds(5));
            assertThat(failed(connecting))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("127.0.0.3")
                    .satisfies(failure -> assertThat(failure.getSuppressed()[0])
                            .hasMessage("connecting to " + Addresses.format(full.address) + " timed out after 5 s"));
        }
    }

    @Test
    void shouldTellWhatIsWrongWithAUnixPath(@TempDir Path directory) throws IOException {
        var missing = UnixDomainSocketAddress.of(directory.resolve("none"));
        assertThat(failed(connector.connect(missing, () -> handler)))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot connect to " + missing + ": No such file or directory");
        var stale = UnixDomainSocketAddress.of(directory.resolve("stale"));
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(stale).close();
        assertThat(failed(connector.connect(stale, () -> handler)))
                .isInstanceOf(ConnectException.class)
                .hasMessage("cannot connect to " + stale + ": Connection refused");
        assertThat(watched()).isZero();
    }

    @Test
    void shouldRefuseAnAddressOfAKindThatIsUnknown() {
        var odd = new SocketAddress() {
            private static final long serialVersionUID = 1;
        };
        assertThat(failed(connector.connect(odd, () -> handler))).isInstanceOf(UnsupportedAddressTypeException.class);
        assertThat(watched()).isZero();
    }

    @Test
    void shouldTellWhatTheFactoryThrew() {
        RequestHandlerFactory failing = () -> {
            throw new IOException("as planned");
        };
        assertThat(failed(connector.connect(server(), failing))).hasMessage("as planned");
        stage.stepUntil(() -> !served.isEmpty() && served.get(0).isClosed());
        assertThat(watched()).isZero();
    }

    @Test
    void shouldTellThatTheFactoryMadeNoHandler() {
        assertThat(failed(connector.connect(server(), ConnectorTest::nothing)))
                .hasMessage("the RequestHandlerFactory returned null: make a new handler for each connection");
        stage.stepUntil(() -> !served.isEmpty() && served.get(0).isClosed());
        assertThat(watched()).isZero();
    }

    /** What a factory that is not checked may return. */
    @SuppressWarnings("NullAway")
    private static <T> T nothing() {
        return null;
    }

    @Test
    void shouldTellHandleErrorWhatAHandlerThrew() {
        var failing = new Script() {
            @Override
            protected void onSetup() {
                throw new IllegalStateException("as planned");
            }
        };
        connected(connector.connect(server(), () -> failing));
        stage.stepUntil(failing::isClosed);
        assertThat(failing.reason()).isEqualTo(CloseReason.HANDLER_FAILED);
        assertThat(connector.errors).singleElement().isInstanceOf(IllegalStateException.class);
    }

    // ---- names

    @Test
    void shouldTryTheAddressesOfANameInTheirOrder() throws IOException {
        connector.addresses =
                new InetAddress[] {InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1")};
        Connection connection = connected(connector.connect(name("two", server()), () -> handler));
        assertThat(connection.remoteAddress()).isEqualTo(server());
    }

    @Test
    void shouldTellWhyTheLastAddressFailedAndTheOthersToo() throws IOException {
        connector.addresses =
                new InetAddress[] {InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.3")};
        int port = server().getPort();
        Throwable failure = failed(connector.connect(name("two", server()), () -> handler));
        assertThat(failure)
                .isInstanceOf(ConnectException.class)
                .hasMessage("cannot connect to 127.0.0.3:" + port + ": Connection refused");
        assertThat(failure.getSuppressed())
                .singleElement()
                .asInstanceOf(THROWABLE)
                .hasMessage("cannot connect to 127.0.0.2:" + port + ": Connection refused");
        assertThat(watched()).isZero();
    }

    @Test
    void shouldTellThatAHostIsUnknown() {
        assertThat(failed(connector.connect(name("nobody", server()), () -> handler)))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("cannot connect to nobody:" + server().getPort() + ": unknown host");
        assertThat(failed(connector.connect(name("empty", server()), () -> handler)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it has no address");
    }

    /** A loop whose blocking tasks wait until the test runs them. */
    private static final class Lookup implements AutoCloseable {
        final Queue<Runnable> blocking = new ArrayDeque<>();
        final EventLoop loop;
        final TestedConnector connector;
        long nanos;

        Lookup() throws IOException {
            loop = new EventLoop(SelectorProvider.provider(), () -> nanos, blocking::add);
            connector = new TestedConnector(loop, DEFAULTS);
        }

        void step() throws IOException {
            loop.runOnce(Duration.ofMillis(1));
        }

        @Override
        public void close() throws IOException {
            loop.close();
        }
    }

    @Test
    void shouldLookANameUpAwayFromTheLoop() throws IOException {
        try (var lookup = new Lookup()) {
            lookup.connector.addresses = new InetAddress[] {InetAddress.getLoopbackAddress()};
            var connecting = lookup.connector.connect(name("one", server()), () -> handler);
            lookup.step();
            lookup.step();
            assertThat(lookup.connector.lookUps).hasValue(0);
            lookup.blocking.remove().run();
            stage.stepUntil(() -> {
                try {
                    lookup.step();
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
                return connecting.isDone();
            });
            assertThat(connecting.join().remoteAddress()).isEqualTo(server());
        }
    }

    @Test
    void shouldGiveUpANameThatIsLookedUpForTooLong() throws IOException {
        try (var lookup = new Lookup()) {
            var connecting = lookup.connector.connect(name("slow", server()), () -> handler);
            lookup.step();
            lookup.nanos += Duration.ofSeconds(10).toNanos();
            lookup.step();
            assertThat(failure(connecting))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("looking up slow:" + server().getPort() + " timed out after 10 s");
            lookup.connector.addresses = new InetAddress[] {InetAddress.getLoopbackAddress()};
            lookup.blocking.remove().run(); // too late
            lookup.step();
            lookup.step();
            assertThat(handler.events()).isEmpty();
            lookup.loop.forEach(ReadyHandler.class, any -> {
                throw new AssertionError("a channel is left");
            });
        }
    }

    @Test
    void shouldTellThatNobodyLooksNamesUpAnyMore() throws IOException {
        try (var loop = new EventLoop(SelectorProvider.provider(), () -> 0, task -> {
            throw new RejectedExecutionException("as planned");
        })) {
            var connecting = new Connector(loop).connect(name("one", server()), () -> handler);
            loop.runOnce(Duration.ZERO);
            assertThat(failure(connecting)).isInstanceOf(RejectedExecutionException.class);
        }
    }

    // ---- given up

    @Test
    void shouldLeaveNothingWhenItIsCancelled() throws IOException {
        try (var lookup = new Lookup()) {
            var inLookUp = lookup.connector.connect(name("one", server()), () -> handler);
            var before = lookup.connector.connect(server(), () -> handler);
            before.cancel(true);
            lookup.step();
            inLookUp.cancel(true);
            lookup.connector.addresses = new InetAddress[] {InetAddress.getLoopbackAddress()};
            lookup.blocking.remove().run();
            lookup.step();
            lookup.step();
            assertThat(handler.events()).isEmpty();
            lookup.loop.forEach(ReadyHandler.class, any -> {
                throw new AssertionError("a channel is left");
            });
        }
        var atOnce = connector.connect(server(), () -> handler);
        stage.loop().execute(() -> atOnce.cancel(true));
        stage.steps(5);
        assertThat(handler.events()).isEmpty();
        assertThat(watched()).isZero();
    }

    @Test
    void shouldCloseAConnectionWhoseHandlerHasCancelledIt() {
        List<CompletableFuture<Connection>> connecting = new ArrayList<>();
        var cancelling = new Script() {
            @Override
            protected void onSetup() {
                connecting.get(0).cancel(true);
            }
        };
        connecting.add(connector.connect(server(), () -> cancelling));
        stage.stepUntil(cancelling::isClosed);
        assertThat(cancelling.reason()).isEqualTo(CloseReason.CLOSED_BY_HANDLER);
    }

    @Test
    void shouldEndItsConnectionsAndNoOthersWhenItCloses() {
        var other = new Connector(stage.loop());
        var others = new Script();
        connected(connector.connect(server(), () -> handler));
        connected(other.connect(server(), () -> others));
        connector.close();
        connector.close();
        stage.stepUntil(handler::isClosed);
        assertThat(handler.reason()).isEqualTo(CloseReason.SHUTDOWN);
        assertThat(handler.events()).contains("finish");
        stage.steps(3);
        assertThat(others.isClosed()).isFalse();
        assertThat(failure(connector.connect(server(), () -> new Script())))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot connect to " + Addresses.format(server()) + ": the connector is closed");
    }

    @Test
    void shouldBreakOffWhatHasNotEndedWhenTheGraceIsOver() {
        var stubborn = new Script() {
            @Override
            protected void serverClosing() {
                // goes on
            }
        };
        connected(connector.connect(server(), () -> stubborn));
        connector.close();
        stage.steps(3);
        assertThat(stubborn.isClosed()).isFalse();
        stage.passTime(Duration.ofSeconds(5));
        stage.stepUntil(stubborn::isClosed);
        assertThat(stubborn.reason()).isEqualTo(CloseReason.SHUTDOWN);
    }

    @Test
    void shouldFailWhatIsPendingWhenItCloses() throws IOException {
        try (var lookup = new Lookup()) {
            var connecting = lookup.connector.connect(name("slow", server()), () -> handler);
            var notBegun = lookup.connector.connect(server(), () -> handler);
            lookup.connector.close();
            var late = lookup.connector.connect(server(), () -> handler);
            lookup.step();
            lookup.step();
            for (CompletableFuture<Connection> each : List.of(connecting, late)) {
                assertThat(failure(each)).isInstanceOf(IOException.class).hasMessageContaining("the connector");
            }
            assertThat(notBegun).isDone();
            lookup.step();
            lookup.loop.forEach(ReadyHandler.class, any -> {
                throw new AssertionError("a channel is left");
            });
        }
    }

    @Test
    void shouldFailWhatIsPendingWhenTheLoopCloses() throws IOException {
        var lookup = new Lookup();
        var inLookUp = lookup.connector.connect(name("slow", server()), () -> handler);
        lookup.step();
        var notBegun = lookup.connector.connect(server(), () -> handler);
        lookup.close();
        var late = lookup.connector.connect(server(), () -> handler);
        for (CompletableFuture<Connection> each : List.of(inLookUp, notBegun, late)) {
            assertThatThrownBy(each::join).hasMessageContaining("the event loop");
        }
        assertThat(handler.events()).isEmpty();
    }

    @Test
    void shouldRefuseOptionsThatMakeNoSense() {
        assertThatThrownBy(() -> DEFAULTS.withAttempts(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DEFAULTS.withTimeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DEFAULTS.withRetryDelay(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(DEFAULTS.withAttempts(3).attempts()).isEqualTo(3);
        assertThat(DEFAULTS.attempts()).isEqualTo(1);
    }
}
