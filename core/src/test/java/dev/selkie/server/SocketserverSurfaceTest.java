package dev.selkie.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selkie.connection.CloseReason;
import dev.selkie.handler.DatagramHandlerFactory;
import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.loop.EventLoop;
import dev.selkie.simulation.Conditions;
import dev.selkie.simulation.Peer;
import dev.selkie.simulation.SimulatedNetwork;
import dev.selkie.testing.Client;
import dev.selkie.testing.Echo;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import dev.selkie.testing.UdpScript;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Contract 11: the socketserver surface")
class SocketserverSurfaceTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /** A server whose {@code serveForever} is called by a thread of its own. */
    private static final class Served {
        final Thread thread;
        final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Served(BaseServer server) {
            thread = new Thread(() -> {
                try {
                    server.serveForever();
                } catch (Throwable thrown) {
                    failure.set(thrown);
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        void join() throws InterruptedException {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
            assertThat(failure.get()).isNull();
        }
    }

    private static Socket connect(TcpServer server) throws IOException {
        var socket = new Socket(
                server.serverAddress().getAddress(), server.serverAddress().getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static String exchange(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes());
        return new String(socket.getInputStream().readNBytes(text.length()));
    }

    @Test
    @DisplayName("S1 test_TCPServer: three sessions; the port is known; after close nobody listens")
    void shouldServeThreeSessions() throws Exception {
        var server = new TcpServer(ANY_PORT, Echo::new);
        var served = new Served(server);
        assertThat(server.serverAddress().getPort()).isPositive();
        for (int i = 0; i < 3; i++) {
            try (Socket socket = connect(server)) {
                assertThat(exchange(socket, "hello world\n")).isEqualTo("hello world\n");
            }
        }
        server.shutdown();
        served.join();
        server.close();
        assertThat(server.channel().isOpen()).isFalse();
        assertThatThrownBy(() -> connect(server)).isInstanceOf(ConnectException.class);
    }

    @Test
    @DisplayName("S13 test_shutdown: shutdown at once after the start always ends it, whichever came first")
    void shouldEndWhenShutDownAtOnce() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (var server = new TcpServer(ANY_PORT, Echo::new)) {
                var served = new Served(server);
                server.shutdown();
                served.join();
            }
        }
    }

    @Test
    @DisplayName("P4, P5, P6, P7, O2: shutdown before, after, twice; and serving again")
    void shouldTakeShutdownAtAnyTime() throws Exception {
        try (var server = new TcpServer(ANY_PORT, Echo::new)) {
            server.shutdown();
            server.shutdown();
            server.serveForever(); // returns at once: the shutdown before it counts
            var served = new Served(server);
            try (Socket socket = connect(server)) {
                assertThat(exchange(socket, "one")).isEqualTo("one");
                server.shutdown();
                served.join();
                server.shutdown(); // leaves no trace
                served = new Served(server);
                assertThat(exchange(socket, "two")).isEqualTo("two"); // the connection stayed open
            }
            server.shutdown();
            served.join();
        }
    }

    @Test
    @DisplayName("O2: shutdown in a handler ends serveForever, and does not wait for itself")
    void shouldShutDownFromAHandler() throws Exception {
        try (var server = new TcpServer(ANY_PORT, () -> new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                peer().write(received);
                server().shutdown();
            }
        })) {
            var served = new Served(server);
            try (Socket socket = connect(server)) {
                exchange(socket, "bye");
                served.join();
            }
        }
    }

    @Test
    void shouldCloseFromAHandlerAndEndServing() throws Exception {
        var server = new AtomicReference<TcpServer>();
        server.set(new TcpServer(ANY_PORT, () -> new Script() {
            @Override
            protected void onHandle(ByteBuffer received) throws IOException {
                peer().write(received);
                server.get().close();
            }
        }));
        var served = new Served(server.get());
        try (Socket socket = connect(server.get())) {
            assertThat(exchange(socket, "bye")).isEqualTo("bye");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        served.join();
        assertThat(server.get().loop().isClosed()).isTrue();
    }

    @Test
    @DisplayName("O2: close while serveForever is on its way into the loop")
    void shouldCloseWhileServingBegins() throws Exception {
        for (int i = 0; i < 300; i++) {
            var server = new TcpServer(ANY_PORT, Echo::new);
            var served = new Served(server);
            server.close();
            served.join();
            assertThat(server.loop().isClosed()).isTrue();
        }
    }

    @Test
    @DisplayName("O2: close by another thread while serveForever serves, and while it leaves the loop")
    void shouldCloseWhatAnotherThreadServes() throws Exception {
        for (int i = 0; i < 1000; i++) {
            var server = new TcpServer(ANY_PORT, Echo::new);
            var served = new Served(server);
            if (i % 2 == 0) {
                await().pollInterval(Duration.ofNanos(1))
                        .until(() -> server.loop().isRunning());
            }
            server.close(Duration.ZERO);
            served.join();
        }
    }

    @Test
    void shouldLetTwoThreadsCloseAServerThatNobodyServes() throws Exception {
        for (int i = 0; i < 500; i++) {
            var server = new TcpServer(ANY_PORT, Echo::new);
            var failure = new AtomicReference<@Nullable Throwable>();
            var both = new CyclicBarrier(2);
            var threads = new ArrayList<Thread>();
            for (int t = 0; t < 2; t++) {
                var thread = new Thread(() -> {
                    try {
                        both.await();
                        server.close(Duration.ZERO);
                    } catch (Exception thrown) {
                        failure.set(thrown);
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join(10_000);
            }
            assertThat(failure.get()).isNull();
            assertThat(server.loop().isClosed()).isTrue();
        }
    }

    @Test
    void shouldServeTheOneRequestThoughAnotherThreadAsksToo() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (var server = new TcpServer(ANY_PORT, Echo::new)) {
                var served = new AtomicInteger();
                var refused = new AtomicInteger();
                Runnable handle = () -> {
                    try {
                        if (server.handleRequest(Duration.ofSeconds(10))) {
                            served.incrementAndGet();
                        }
                    } catch (IllegalStateException running) {
                        refused.incrementAndGet();
                    } catch (IOException failure) {
                        throw new AssertionError(failure);
                    }
                };
                var threads = List.of(new Thread(handle), new Thread(handle));
                threads.forEach(Thread::start);
                await().until(() -> refused.get() == 1);
                try (Socket socket = connect(server)) {
                    socket.shutdownOutput();
                    for (Thread thread : threads) {
                        thread.join(10_000);
                    }
                }
                assertThat(served).hasValue(1);
            }
        }
    }

    @Test
    void shouldEndHandleRequestByAShutdown() throws Exception {
        try (var server = new TcpServer(ANY_PORT, Echo::new)) {
            var handling = new Thread(() -> {
                try {
                    server.handleRequest();
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            handling.start();
            await().until(() -> server.loop().isRunning());
            server.shutdown();
            handling.join(10_000);
            assertThat(handling.isAlive()).isFalse();
        }
    }

    @Test
    @DisplayName("0.0.0.0 is every IPv4 address and no IPv6 one")
    void shouldListenOnOneFamilyWhenTheAddressIsOfOne() throws Exception {
        try (var server = new TcpServer(new InetSocketAddress("0.0.0.0", 0), Echo::new)) {
            assertThat(Addresses.format(server.serverAddress())).startsWith("0.0.0.0:");
            assertThatThrownBy(() -> new Socket("::1", server.serverAddress().getPort()).close())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void shouldReturnAtOnceWhenItWasClosedBefore() throws Exception {
        var server = new TcpServer(ANY_PORT, Echo::new);
        server.close();
        server.serveForever();
    }

    @Test
    void shouldRefuseToServeTwiceAtOnce() throws Exception {
        try (var server = new TcpServer(ANY_PORT, Echo::new)) {
            var served = new Served(server);
            await().until(() -> server.loop().isRunning());
            assertThatThrownBy(server::serveForever).hasMessageContaining("serving already");
            assertThatThrownBy(() -> server.handleRequest()).hasMessageContaining("running already");
            server.shutdown();
            served.join();
        }
    }

    @Test
    @DisplayName("S14 test_close_immediately: close without a request, and again")
    void shouldCloseAtOnceAndTwice() throws IOException {
        var server = new TcpServer(ANY_PORT, Echo::new);
        server.close();
        server.close();
    }

    @Test
    @DisplayName("S15 test_tcpserver_bind_leak: a port that is taken costs no descriptor")
    void shouldLeakNoDescriptorWhenItCannotBind() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.isDirectory(descriptors), "counts descriptors in /proc");
        try (var first = new TcpServer(ANY_PORT, Echo::new)) {
            long before = count(descriptors);
            for (int i = 0; i < 1024; i++) {
                assertThatThrownBy(() -> new TcpServer(first.serverAddress(), Echo::new))
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("cannot listen on 127.0.0.1:"
                                + first.serverAddress().getPort() + ": ");
            }
            assertThat(count(descriptors)).isLessThan(before + 10);
        }
    }

    @Test
    void shouldOpenNothingOnALoopThatIsClosedNorWithoutAFactory(@TempDir Path directory) throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.isDirectory(descriptors), "counts descriptors in /proc");
        RequestHandlerFactory none = nothing();
        DatagramHandlerFactory noneForDatagrams = nothing();
        Path path = directory.resolve("s");
        var loop = new EventLoop();
        loop.close();
        long before = count(descriptors);
        for (int i = 0; i < 64; i++) {
            assertClosed(() -> new TcpServer(loop, ANY_PORT, Echo::new));
            assertClosed(() -> new UnixServer(loop, path, Echo::new));
            assertClosed(() -> new UdpServer(loop, ANY_PORT, UdpScript::new));
            assertNoFactory(() -> new TcpServer(ANY_PORT, none));
            assertNoFactory(() -> new UnixServer(path, none));
            assertNoFactory(() -> new UdpServer(ANY_PORT, noneForDatagrams));
        }
        assertThat(count(descriptors)).isLessThan(before + 10);
        assertThat(count(directory)).isZero();
        try (var server = new TcpServer(ANY_PORT, Echo::new)) {
            assertNoFactory(() -> server.requestHandlerFactory(none));
        }
    }

    /** What a caller that is not checked may pass. */
    @SuppressWarnings("NullAway")
    private static <T> T nothing() {
        return null;
    }

    private static void assertClosed(ThrowingCallable making) {
        assertThatThrownBy(making).isInstanceOf(IllegalStateException.class).hasMessage("this event loop is closed");
    }

    private static void assertNoFactory(ThrowingCallable making) {
        assertThatThrownBy(making).isInstanceOf(NullPointerException.class).hasMessage("factory");
    }

    private static long count(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.count();
        }
    }

    @Test
    @DisplayName("A9: an unknown host is told")
    void shouldTellWhyItCannotListen() {
        assertThatThrownBy(
                        () -> new TcpServer(InetSocketAddress.createUnresolved("no-such-host.invalid", 80), Echo::new))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("cannot listen on no-such-host.invalid:80: unknown host");
    }

    @Test
    @DisplayName("A10, P33: a port is free again once the server has closed, connections that lingered or not")
    void shouldReleaseItsPort() throws Exception {
        InetSocketAddress address = ANY_PORT;
        for (int i = 0; i < 5; i++) {
            var server = new TcpServer(address, Echo::new);
            address = server.serverAddress();
            var served = new Served(server);
            try (Socket socket = connect(server)) {
                exchange(socket, "x");
                server.close(Duration.ZERO);
            }
            served.join();
        }
    }

    @Test
    void shouldReleaseItsPortThoughItsLoopIsBorrowedAndRunsNoMore() throws IOException {
        try (var loop = new EventLoop()) {
            var server = new TcpServer(loop, ANY_PORT, Echo::new);
            server.serveForever();
            loop.runOnce(Duration.ZERO);
            server.close();
            new TcpServer(loop, server.serverAddress(), Echo::new).close();
        }
    }

    @Test
    @DisplayName("S16 test_context_manager: leaving the block closes")
    void shouldCloseWhenTheBlockIsLeft() throws IOException {
        TcpServer kept;
        try (var server = new TcpServer(ANY_PORT, Echo::new)) {
            kept = server;
        }
        assertThat(kept.channel().isOpen()).isFalse();
        assertThatThrownBy(() -> connect(kept)).isInstanceOf(ConnectException.class);
    }

    @Test
    @DisplayName("O1, B5: close lets every connection finish: what was written is delivered")
    void shouldDrainOnClose() throws Exception {
        byte[] much = new byte[12 * 1024 * 1024];
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                peer().write(ByteBuffer.wrap(much));
            }

            @Override
            protected void onFinish() {
                peer().write(bytes("bye"));
            }
        };
        var server = new TcpServer(ANY_PORT, () -> handler);
        var served = new Served(server);
        try (Socket socket = connect(server)) {
            socket.getOutputStream().write(1);
            assertThat(socket.getInputStream().read()).isZero();
            var closer = new Thread(() -> {
                try {
                    server.close(Duration.ofSeconds(20));
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            closer.start();
            byte[] rest = socket.getInputStream().readAllBytes();
            assertThat(rest).hasSize(much.length - 1 + 3).endsWith('b', 'y', 'e');
            socket.shutdownOutput();
            closer.join();
            served.join();
            assertThat(handler.reason()).isEqualTo(CloseReason.SHUTDOWN);
            assertThat(handler.unsentBytes()).isZero();
        }
    }

    @Test
    void shouldLetAHandlerThatOwesAnAnswerGoOnWithinTheGrace() throws IOException {
        var handler = new Script() {
            @Override
            protected void serverClosing() {
                events().add("serverClosing");
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("?");
            stage.stepUntil(() -> handler.events().size() == 2);
            stage.onLoop(() -> {
                try {
                    stage.server().close(Duration.ofSeconds(3));
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            stage.steps(5);
            assertThat(handler.events()).endsWith("handle ?", "serverClosing");
            stage.onLoop(() -> {
                handler.peer().write(Script.bytes("answer"));
                handler.peer().close();
            });
            assertThat(client.receiveAll()).asString().isEqualTo("answer");
            assertThat(handler.reason()).isIn(CloseReason.CLOSED_BY_HANDLER, null);
        }
    }

    @Test
    void shouldBreakOffWhatIsLeftWhenTheGraceIsOver() throws IOException {
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().write(ByteBuffer.allocate(15 * 1024 * 1024));
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect(64 * 1024);
            stage.stepUntil(() -> !handler.events().isEmpty());
            stage.onLoop(() -> {
                try {
                    stage.server().close(Duration.ofSeconds(3));
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            stage.steps(5);
            assertThat(handler.events()).endsWith("finish");
            stage.passTime(Duration.ofSeconds(4));
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.SHUTDOWN);
            assertThat(handler.unsentBytes()).isPositive();
            assertThat(client.isReset()).isTrue(); // the part it has got must not pass for the whole
        }
    }

    @Test
    @DisplayName("D10: shutdown closes nothing, and connections that come meanwhile wait in the kernel")
    void shouldKeepConnectionsOverAShutdownOnABorrowedLoop() throws IOException {
        try (var stage = new Stage(Echo::new)) {
            Client old = stage.connect().send("one");
            old.receive(3);
            stage.server().shutdown();
            stage.steps(2);
            Client late = stage.connect().send("late");
            old.send("two");
            assertThat(old.receiveText(6)).isEqualTo("onetwo"); // the loop goes on
            stage.steps(3);
            assertThat(late.receivedCount()).isZero();
            stage.server().serveForever();
            assertThat(late.receiveText(4)).isEqualTo("late");
        }
    }

    @Test
    void shouldSleepWhenItIsShutDownThoughSomebodyWaitsToBeAccepted() throws IOException {
        var network = new SimulatedNetwork(1, Conditions.CALM);
        try (var loop = new EventLoop(network, network::nanoTime, network.executor());
                var server = new TcpServer(loop, new InetSocketAddress("127.0.0.1", 0), Echo::new)) {
            server.serveForever();
            loop.runOnce(Duration.ZERO);
            server.shutdown();
            loop.runOnce(Duration.ZERO);
            network.connect(server.serverAddress());
            long turn = loop.turnNumber();
            for (long end = loop.nanoTime() + 1_000_000_000; loop.nanoTime() < end; ) {
                assertThat(loop.turnNumber() - turn).as("turns in a second").isLessThan(100);
                loop.runOnce(Duration.ofMillis(100));
            }
        }
    }

    @Test
    void shouldShareOneLoopAmongServersAndCloseThemOneByOne() throws IOException {
        var loop = new EventLoop();
        var first = new TcpServer(loop, ANY_PORT, Echo::new);
        try (loop;
                var second = new TcpServer(loop, ANY_PORT, Echo::new)) {
            first.serveForever();
            second.serveForever();
            try (Socket one = connect(first);
                    Socket two = connect(second)) {
                one.getOutputStream().write(1);
                two.getOutputStream().write(2);
                loop.runUntil(() -> first.counters().receivedBytes() == 1
                        && second.counters().receivedBytes() == 1);
                first.close(Duration.ZERO);
                assertThat(loop.isClosed()).isFalse();
                assertThat(first.counters().open()).isZero();
                assertThat(second.counters().open()).isEqualTo(1);
            }
        }
    }

    @Test
    void shouldEndConnectionsWhenTheirBorrowedLoopIsClosed() throws IOException {
        var handler = new Script();
        var loop = new EventLoop();
        try (var server = new TcpServer(loop, ANY_PORT, () -> handler)) {
            server.serveForever();
            try (Socket socket = connect(server)) {
                loop.runUntil(() -> !handler.events().isEmpty());
                loop.close();
                assertThat(handler.events()).containsExactly("setup", "finish", "closed SHUTDOWN");
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        }
        assertThat(handler.events()).hasSize(3);
    }

    @Test
    @DisplayName(
            "S26, P18: verifyRequest says no: no handler, the client sees the end of the stream, the server goes on")
    void shouldRefuseWhatVerifyRequestDoesNotWant() throws IOException {
        var made = new AtomicInteger();
        RequestHandlerFactory factory = () -> {
            made.incrementAndGet();
            return new Echo();
        };
        try (var stage = new Stage(factory)) {
            stage.server().verifyWith(any -> false);
            Client refused = stage.connect().send("hello?");
            assertThat(refused.receiveAll()).isEmpty();
            refused.close();
            stage.stepUntil(() -> stage.server().counters().closed(CloseReason.REFUSED) == 1);
            assertThat(made).hasValue(0);
            stage.server().verifyWith(any -> true);
            assertThat(stage.connect().send("hello").receiveText(5)).isEqualTo("hello");
        }
    }

    @Test
    @DisplayName("P19: verifyRequest throws: handleError, the connection ends, the server goes on")
    void shouldSurviveAVerifyRequestThatThrows() throws IOException {
        try (var stage = new Stage(Echo::new)) {
            stage.server().verifyWith(any -> {
                throw new IllegalStateException("verify");
            });
            assertThat(stage.connect().isReset()).isTrue();
            assertThat(stage.server().errors())
                    .singleElement()
                    .satisfies(error -> assertThat(error).hasMessage("verify"));
            stage.server().verifyWith(any -> true);
            assertThat(stage.connect().send("hello").receiveText(5)).isEqualTo("hello");
        }
    }

    /** Notes its hooks. */
    private static final class Hooked extends TcpServer {
        final AtomicInteger actions = new AtomicInteger();
        final AtomicInteger timeouts = new AtomicInteger();
        final List<Throwable> errors = new ArrayList<>();
        private final boolean throwing;

        Hooked(boolean throwing, RequestHandlerFactory factory) throws IOException {
            super(ANY_PORT, factory);
            this.throwing = throwing;
        }

        Hooked(EventLoop borrowed) throws IOException {
            super(borrowed, new InetSocketAddress("127.0.0.1", 0), Echo::new);
            throwing = false;
        }

        @Override
        protected void serviceActions() {
            actions.incrementAndGet();
            if (throwing) {
                throw new IllegalStateException("serviceActions");
            }
        }

        @Override
        protected void handleTimeout() {
            timeouts.incrementAndGet();
        }

        @Override
        protected void handleError(@Nullable SocketAddress clientAddress, Throwable failure) {
            errors.add(failure);
        }
    }

    @Test
    @DisplayName("P23: serviceActions that throws does not end the loop")
    void shouldSurviveServiceActionsThatThrow() throws Exception {
        try (var server = new Hooked(true, Echo::new)) {
            var served = new Served(server);
            try (Socket socket = connect(server)) {
                assertThat(exchange(socket, "one")).isEqualTo("one");
                assertThat(exchange(socket, "two")).isEqualTo("two");
            }
            server.shutdown();
            served.join();
            assertThat(server.errors).isNotEmpty().allMatch(error -> "serviceActions".equals(error.getMessage()));
        }
    }

    @Test
    @DisplayName("P25: serviceActions is called about once a poll interval when one is asked for")
    void shouldTickOnlyWhenAskedTo() throws Exception {
        try (var server = new Hooked(false, Echo::new)) {
            var ticking = new Thread(() -> {
                try {
                    server.serveForever(Duration.ofMillis(1));
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            ticking.start();
            await().until(() -> server.actions.get() >= 5);
            server.shutdown();
            ticking.join();
            int after = server.actions.get();
            var served = new Served(server);
            await().until(() -> server.actions.get() > after); // one turn, for the start
            long turns = server.loop().turnNumber();
            await().during(Duration.ofMillis(200)).until(() -> server.loop().turnNumber() <= turns + 1);
            server.shutdown();
            served.join();
        }
    }

    @Test
    void shouldCallServiceActionsOnlyWhileItServes() throws IOException {
        try (var loop = new EventLoop();
                var server = new Hooked(loop)) {
            server.serveForever();
            loop.runOnce(Duration.ZERO);
            server.shutdown();
            loop.runOnce(Duration.ZERO);
            int before = server.actions.get();
            assertThat(before).isPositive();
            loop.runOnce(Duration.ZERO);
            assertThat(server.actions).hasValue(before);
            server.serveForever();
            loop.runOnce(Duration.ZERO);
            assertThat(server.actions).hasValue(before + 1);
        }
    }

    @Test
    @DisplayName("P1, P3, D12: handleRequest serves one to its end, or times out")
    void shouldHandleOneRequest() throws Exception {
        try (var server = new Hooked(false, Echo::new)) {
            assertThat(server.handleRequest(Duration.ZERO)).isFalse();
            assertThat(server.handleRequest(Duration.ofMillis(20))).isFalse();
            assertThat(server.timeouts).hasValue(2);
            try (Socket socket = connect(server);
                    Socket second = connect(server)) {
                socket.getOutputStream().write("one".getBytes());
                socket.shutdownOutput();
                assertThat(server.handleRequest(Duration.ofSeconds(10))).isTrue();
                assertThat(new String(socket.getInputStream().readAllBytes())).isEqualTo("one");
                assertThat(server.counters().opened()).isEqualTo(1);
                second.shutdownOutput();
                server.handleRequest();
                assertThat(server.counters().opened()).isEqualTo(2);
            }
            assertThat(server.timeouts).hasValue(2);
        }
    }

    @Test
    void shouldServeTheOneRequestToItsEndThoughItsTimeOutHasPassed() throws IOException {
        var network = new SimulatedNetwork(1, Conditions.CALM);
        try (var loop = new EventLoop(network, network::nanoTime, network.executor());
                var server = new Hooked(loop)) {
            Peer peer = network.connect(server.serverAddress());
            network.after(
                    Duration.ofSeconds(10), () -> peer.send("late".getBytes()).endOutput());
            assertThat(server.handleRequest(Duration.ofSeconds(1))).isTrue();
            assertThat(server.timeouts).hasValue(0);
            assertThat(server.counters().closed(CloseReason.PEER_CLOSED)).isEqualTo(1);
        }
    }

    @Test
    void shouldHandleOneRequestForWhichNoHandlerCanBeMade() throws Exception {
        RequestHandlerFactory broken = () -> {
            throw new IllegalStateException("no handler");
        };
        try (var server = new Hooked(false, broken);
                Socket socket = connect(server)) {
            assertThat(server.handleRequest(Duration.ofSeconds(10))).isTrue();
            assertThat(server.timeouts).hasValue(0);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    @DisplayName("D14 test_select_interrupt_noraise: wake-ups do not shorten the wait of handleRequest")
    void shouldNotTakeAWakeUpForATimeOut() throws Exception {
        try (var server = new Hooked(false, Echo::new)) {
            var stop = new CountDownLatch(1);
            var waker = new Thread(() -> {
                while (stop.getCount() > 0) {
                    server.loop().execute(() -> {});
                    Thread.onSpinWait();
                }
            });
            waker.start();
            long start = System.nanoTime();
            assertThat(server.handleRequest(Duration.ofMillis(100))).isFalse();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(100_000_000);
            stop.countDown();
            waker.join();
        }
    }

    @Test
    void shouldMakeHandlersByTheFactoryOfTheMoment() throws IOException {
        try (var stage = new Stage(Echo::new)) {
            assertThat(stage.connect().send("a").receiveText(1)).isEqualTo("a");
            stage.server().requestHandlerFactory(() -> new Script() {
                @Override
                protected void onHandle(ByteBuffer received) {
                    peer().write(bytes("other"));
                    peer().close();
                }
            });
            assertThat(stage.connect().send("a").receiveAll()).isEqualTo("other".getBytes());
        }
    }

    @Test
    @DisplayName("N11, A11: IPv6")
    void shouldServeIpv6() throws Exception {
        TcpServer server;
        try {
            server = new TcpServer(new InetSocketAddress("::1", 0), Echo::new);
        } catch (IOException none) {
            Assumptions.abort("this machine has no IPv6: " + none.getMessage());
            return;
        }
        try (server) {
            var served = new Served(server);
            try (Socket socket = connect(server)) {
                assertThat(exchange(socket, "six")).isEqualTo("six");
            }
            assertThat(Addresses.format(server.serverAddress())).startsWith("[::1]:");
            server.shutdown();
            served.join();
        }
    }

    @Test
    @DisplayName("A6, P35: the defaults, and the deliberate deviations from Python's")
    void shouldKnowItsDefaults() {
        ServerOptions options = ServerOptions.defaults();
        assertThat(options.requestQueueSize()).isEqualTo(1024);
        assertThat(options.allowReuseAddress()).isTrue();
        assertThat(options.allowReusePort()).isFalse();
        assertThat(options.grace()).isEqualTo(Duration.ofSeconds(5));
        assertThatThrownBy(() -> options.withRequestQueueSize(0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> options.withGrace(Duration.ofSeconds(-1))).hasMessageContaining("negative");
    }

    @Test
    void shouldShareAPortWhenAskedTo() throws IOException {
        ServerOptions sharing = ServerOptions.defaults().withAllowReusePort(true);
        try (var first = new TcpServer(ANY_PORT, Echo::new, sharing)) {
            Assumptions.assumeTrue(
                    first.channel().supportedOptions().contains(java.net.StandardSocketOptions.SO_REUSEPORT));
            try (var second = new TcpServer(first.serverAddress(), Echo::new, sharing)) {
                assertThat(second.serverAddress()).isEqualTo(first.serverAddress());
            }
        }
    }
}
