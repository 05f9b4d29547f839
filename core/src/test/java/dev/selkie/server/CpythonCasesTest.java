package dev.selkie.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selkie.connection.CloseReason;
import dev.selkie.handler.BlockingRequestHandler;
import dev.selkie.testing.RunningServer;
import java.io.IOException;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cases of CPython's {@code test_socketserver} that belong to no class of their own. */
class CpythonCasesTest {
    private static final class EchoLine extends BlockingRequestHandler {
        @Override
        protected void handle() throws IOException {
            output().write((readLine(8192) + "\n").getBytes(UTF_8));
        }
    }

    @Test
    @DisplayName("S5 test_ThreadingUnixStreamServer: three sessions, a thread each, over a Unix socket")
    void shouldServeBlockingHandlersOverAUnixSocket(@TempDir Path directory) throws Exception {
        Path path = directory.resolve("s");
        try (var server = new UnixServer(path, EchoLine::new)) {
            var thread = new Thread(() -> {
                try {
                    server.serveForever();
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            thread.start();
            for (int session = 0; session < 3; session++) {
                try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                    client.write(ByteBuffer.wrap("hello world\n".getBytes(UTF_8)));
                    byte[] answer = Channels.newInputStream(client).readAllBytes();
                    assertThat(new String(answer, UTF_8)).isEqualTo("hello world\n");
                }
            }
            server.shutdown();
            thread.join();
        }
        assertThat(Files.exists(path)).isFalse();
    }

    @Test
    @DisplayName("S10, S11, S12: the JDK has no Unix datagrams; the day it has, the README's table is wrong")
    void shouldHaveNoUnixDatagramsToServe() {
        assertThatThrownBy(() -> DatagramChannel.open(StandardProtocolFamily.UNIX))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @DisplayName("S27 test_threads_reaped: nothing is kept of a thousand requests, each with a thread of its own")
    void shouldKeepNothingOfRequestsThatHaveEnded() throws IOException {
        long threadsBefore = handlerThreads();
        try (var server = new RunningServer(EchoLine::new)) {
            for (int request = 0; request < 1_000; request++) {
                try (Socket client = server.connect()) {
                    client.getOutputStream().write('\n');
                    assertThat(client.getInputStream().readAllBytes()).containsExactly('\n');
                }
            }
            await().until(() -> server.counters().open() == 0);
            assertThat(server.counters().closed(CloseReason.CLOSED_BY_HANDLER)).isEqualTo(1_000);
            assertThat(server.budget().usedBytes()).isZero();
            assertThat(handlerThreads() - threadsBefore)
                    .as("pooled, and used again")
                    .isLessThan(100);
        }
    }

    private static long handlerThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("selkie-handler"))
                .count();
    }

    @Test
    @DisplayName("P9: a server that gives no grace does not wait for a busy handler")
    void shouldNotWaitForABusyHandlerWithoutGrace() throws Exception {
        var busy = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        var server = new RunningServer(() -> new BlockingRequestHandler() {
            @Override
            protected void handle() throws InterruptedException {
                busy.countDown();
                released.await();
            }
        });
        try (Socket client = server.connect()) {
            busy.await();
            server.close(Duration.ZERO); // would never return, if it waited
            released.countDown();
            assertThat(client.isConnected()).isTrue();
        }
    }
}
