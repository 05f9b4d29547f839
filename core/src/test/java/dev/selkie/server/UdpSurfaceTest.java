package dev.selkie.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selkie.loop.EventLoop;
import dev.selkie.testing.UdpScript;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Contract 11 for datagrams: serving, shutting down, closing")
class UdpSurfaceTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private DatagramSocket client;

    @BeforeEach
    void setUp() throws IOException {
        client = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        client.setSoTimeout(10_000);
    }

    @AfterEach
    void tearDown() {
        client.close();
    }

    private void send(UdpServer server, String text) throws IOException {
        client.send(new DatagramPacket(text.getBytes(), text.length(), server.serverAddress()));
    }

    private String receive() throws IOException {
        var packet = new DatagramPacket(new byte[1000], 1000);
        client.receive(packet);
        return new String(packet.getData(), 0, packet.getLength());
    }

    /** Calls {@code serveForever} on a thread of its own. */
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

    @Test
    @DisplayName("P4, P5, P6: shutdown before, after, twice; and serving again with the same handler")
    void shouldTakeShutdownAtAnyTime() throws Exception {
        var handler = new UdpScript();
        try (var server = new UdpServer(ANY_PORT, () -> handler)) {
            server.shutdown();
            server.serveForever(); // returns at once: the shutdown before it counts
            assertThat(handler.calls()).isEmpty();
            var served = new Served(server);
            send(server, "one");
            assertThat(receive()).isEqualTo("one");
            server.shutdown();
            server.shutdown();
            served.join();
            send(server, "two"); // waits in the kernel
            served = new Served(server);
            assertThat(receive()).isEqualTo("two");
            server.shutdown();
            served.join();
        }
        assertThat(handler.calls()).containsExactly("setup", "handle 3", "handle 3", "finish");
    }

    @Test
    @DisplayName("O2: shutdown in a handler ends serveForever, and what has come already is not handled")
    void shouldShutDownFromAHandler() throws Exception {
        var handler = new UdpScript() {
            @Override
            protected void onHandle(ByteBuffer packet) {
                answer(packet);
                mine().shutdown();
            }
        };
        try (var server = new UdpServer(ANY_PORT, () -> handler)) {
            send(server, "exit");
            send(server, "more");
            server.serveForever();
            assertThat(receive()).isEqualTo("exit");
            assertThat(handler.calls()).containsExactly("setup", "handle 4");
        }
    }

    @Test
    @DisplayName("O2: close by another thread at any time while it serves; the port is free then")
    void shouldCloseWhatAnotherThreadServes() throws Exception {
        for (int i = 0; i < 200; i++) {
            var handler = new UdpScript();
            var server = new UdpServer(ANY_PORT, () -> handler);
            var served = new Served(server);
            if (i % 2 == 0) {
                await().pollInterval(Duration.ofNanos(1))
                        .until(() -> server.loop().isRunning());
            }
            server.close();
            server.close();
            served.join();
            assertThat(handler.calls()).isSubsetOf("setup", "finish").doesNotHaveDuplicates();
            assertThat(handler.calls().contains("finish"))
                    .isEqualTo(handler.calls().contains("setup"));
            new UdpServer(server.serverAddress(), UdpScript::new).close();
        }
    }

    @Test
    void shouldSendWhatFinishSays() throws Exception {
        var lastClient = new AtomicReference<InetSocketAddress>();
        var server = new UdpServer(ANY_PORT, () -> new UdpScript() {
            @Override
            protected void onHandle(ByteBuffer packet) throws IOException {
                lastClient.set(client());
                ((UdpServer) mine()).close();
            }

            @Override
            protected void onFinish() {
                sendTo(lastClient.get(), ByteBuffer.wrap("goodbye".getBytes()));
                throw new IllegalStateException("and even then");
            }
        });
        send(server, "end");
        server.serveForever();
        assertThat(receive()).isEqualTo("goodbye");
        assertThat(server.loop().isClosed()).isTrue();
        assertThat(server.channel().isOpen()).isFalse();
    }

    @Test
    void shouldSayThatAFactoryMadeNoHandler() throws IOException {
        try (var server = new UdpServer(ANY_PORT, UdpSurfaceTest::nothing)) {
            assertThatThrownBy(server::serveForever)
                    .rootCause()
                    .hasMessage("the DatagramHandlerFactory returned null: make a new handler for each server");
        }
    }

    /** What a factory that is not checked may return. */
    @SuppressWarnings("NullAway")
    private static <T> T nothing() {
        return null;
    }

    @Test
    void shouldCloseWithoutHavingServed() throws IOException {
        var server = new UdpServer(ANY_PORT, () -> {
            throw new AssertionError("no handler is needed");
        });
        server.close();
        assertThat(server.channel().isOpen()).isFalse();
        var loop = new EventLoop();
        var borrower = new UdpServer(loop, ANY_PORT, UdpScript::new);
        loop.close();
        borrower.close();
        assertThat(borrower.channel().isOpen()).isFalse();
    }

    @Test
    void shouldFinishWhenItsLoopIsClosed() throws IOException {
        var handler = new UdpScript();
        var loop = new EventLoop();
        var server = new UdpServer(loop, ANY_PORT, () -> handler);
        server.serveForever();
        loop.runOnce();
        loop.close();
        assertThat(handler.calls()).containsExactly("setup", "finish");
        assertThat(server.channel().isOpen()).isFalse();
        server.close();
        assertThat(handler.calls()).containsExactly("setup", "finish");
    }

    @Test
    @DisplayName(
            "P13: setup that throws: serveForever says so, there is no finish, and the next serveForever tries again")
    void shouldSayWhenTheHandlerCannotBeSetUp() throws IOException {
        var first = new UdpScript() {
            @Override
            protected void onSetup() {
                throw new IllegalStateException("planned");
            }
        };
        var second = new UdpScript();
        var made = new AtomicInteger();
        try (var server = new UdpServer(ANY_PORT, () -> made.getAndIncrement() == 0 ? first : second)) {
            assertThatThrownBy(server::serveForever)
                    .isInstanceOf(IOException.class)
                    .rootCause()
                    .hasMessage("planned");
            assertThat(server.handleRequest(Duration.ZERO)).isFalse();
        }
        assertThat(first.calls()).containsExactly("setup");
        assertThat(second.calls()).containsExactly("setup", "finish");
    }

    @Test
    @DisplayName("handleRequest: one datagram, and a time-out for its coming")
    void shouldHandleOneDatagram() throws IOException {
        var handler = new UdpScript();
        var timeouts = new AtomicInteger();
        try (var server = new UdpServer(ANY_PORT, () -> handler) {
            @Override
            protected void handleTimeout() {
                timeouts.incrementAndGet();
            }
        }) {
            assertThat(server.handleRequest(Duration.ofMillis(10))).isFalse();
            assertThat(timeouts).hasValue(1);
            send(server, "one");
            send(server, "two");
            assertThat(server.handleRequest(Duration.ofSeconds(10))).isTrue();
            assertThat(receive()).isEqualTo("one");
            assertThatThrownBy(handler::client).hasMessageContaining("only while it is handled");
            client.setSoTimeout(50);
            assertThatThrownBy(this::receive).isInstanceOf(SocketTimeoutException.class);
            server.handleRequest();
            assertThat(receive()).isEqualTo("two");
            assertThat(handler.calls()).containsExactly("setup", "handle 3", "handle 3");
        }
    }
}
