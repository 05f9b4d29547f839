package dev.selkie.handler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.ConnectionOptions;
import dev.selkie.server.ServerOptions;
import dev.selkie.testing.RunningServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BlockingRequestHandlerTest {
    interface Body {
        void run(Handler self) throws Exception;
    }

    /** Does what the test says, and notes how that ended. */
    private static final class Handler extends BlockingRequestHandler {
        private final Body body;
        private final CompletableFuture<@Nullable Throwable> outcome;

        Handler(Body body, CompletableFuture<@Nullable Throwable> outcome) {
            this.body = body;
            this.outcome = outcome;
        }

        @Override
        protected void handle() throws Exception {
            try {
                body.run(this);
                outcome.complete(null);
            } catch (Throwable failure) {
                outcome.complete(failure);
                throw failure;
            }
        }

        InputStream in() {
            return input();
        }

        OutputStream out() {
            return output();
        }

        BufferedReader reader() {
            return new BufferedReader(new InputStreamReader(input(), UTF_8));
        }

        void timeout(Duration timeout) {
            readTimeout(timeout);
        }

        void onLoop(Runnable task) {
            connection().execute(task);
        }
    }

    private final CompletableFuture<@Nullable Throwable> outcome = new CompletableFuture<>();

    private RunningServer server(Body body) throws IOException {
        return new RunningServer(() -> new Handler(body, outcome));
    }

    private RunningServer server(ConnectionOptions options, Body body) throws IOException {
        return new RunningServer(
                () -> new Handler(body, outcome), ServerOptions.defaults().withConnection(options));
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(UTF_8));
    }

    private static String receiveAll(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), UTF_8);
    }

    private static void leave(Socket client) throws IOException {
        client.close();
    }

    private static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    private static void awaitClosed(RunningServer server, CloseReason reason) {
        await().until(() -> server.counters().closed(reason) == 1);
    }

    private static byte[] pattern(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    // ---- Python's contract

    /** The example of the javadoc. */
    private static final class EchoLines extends BlockingRequestHandler {
        @Override
        protected void handle() throws IOException {
            PrintWriter out = new PrintWriter(new OutputStreamWriter(output(), UTF_8), true);
            for (String line = readLine(8192); line != null; line = readLine(8192)) {
                out.println(line);
            }
        }
    }

    @DisplayName("S2 test_ThreadingTCPServer, P38: three sessions, and two lines stuck in one packet")
    @Test
    void shouldEchoLinesInPythonsStyle() throws IOException {
        try (var server = new RunningServer(EchoLines::new)) {
            for (int session = 0; session < 3; session++) {
                try (Socket client = server.connect()) {
                    send(client, "hello world\ntwo in one ");
                    var answers = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
                    assertThat(answers.readLine()).isEqualTo("hello world");
                    send(client, "packet\nthe rest");
                    client.shutdownOutput();
                    assertThat(answers.readLine()).isEqualTo("two in one packet");
                    assertThat(answers.readLine()).isEqualTo("the rest");
                    assertThat(answers.readLine()).isNull();
                }
            }
            await().until(() -> server.counters().closed(CloseReason.PEER_CLOSED) == 3);
            assertThat(server.errors()).isEmpty();
        }
    }

    @DisplayName("S23, S24 test_write: what is written goes at once, and all of it")
    @Test
    void shouldSpeakFirstAndThenWriteMoreThanAnyBufferHolds() throws IOException {
        byte[] big = pattern(16 * 1024 * 1024 + 1);
        try (var server = server(self -> {
                    self.out().write("write data\n".getBytes(UTF_8));
                    assertThat(self.reader().readLine()).isEqualTo("go");
                    self.out().write(big);
                });
                Socket client = server.connect()) {
            assertThat(new String(client.getInputStream().readNBytes(11), UTF_8))
                    .isEqualTo("write data\n");
            send(client, "go\n");
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(big);
            awaitClosed(server, CloseReason.CLOSED_BY_HANDLER);
        }
    }

    @Test
    void shouldReadEveryByteInOrderWhateverTheSizeOfTheReads() throws IOException {
        byte[] bytes = pattern(3_000_000);
        try (var server = server(self -> {
                    InputStream in = self.in();
                    for (int at = 0; at < 1000; at++) {
                        assertThat((byte) in.read()).isEqualTo(bytes[at]);
                    }
                    assertThat(in.read(new byte[0])).isZero();
                    assertThat(in.readNBytes(99_000)).isEqualTo(Arrays.copyOfRange(bytes, 1000, 100_000));
                    assertThat(in.available()).isNotNegative();
                    byte[] rest = in.readAllBytes();
                    assertThat(rest).isEqualTo(Arrays.copyOfRange(bytes, 100_000, bytes.length));
                    assertThat(in.read()).isEqualTo(-1);
                    assertThat(in.read(new byte[5])).isEqualTo(-1);
                    self.out().write('!');
                });
                Socket client = server.connect()) {
            client.getOutputStream().write(bytes);
            client.shutdownOutput();
            assertThat(receiveAll(client)).isEqualTo("!");
            assertThat(outcome.join()).isNull();
            awaitClosed(server, CloseReason.PEER_CLOSED);
            assertThat(server.budget().usedBytes()).isZero();
        }
    }

    @DisplayName("S19 test_threading_handled: an exception on a handler's thread is reported once")
    @Test
    void shouldReportAHandlerThatThrowsOnceAndSendWhatItWrote() throws IOException {
        var finished = new CountDownLatch(1);
        var failure = new IllegalStateException("in handle");
        try (var server = server(self -> {
                    try {
                        self.out().write("half".getBytes(UTF_8));
                        throw failure;
                    } finally {
                        self.out().write(" and finish".getBytes(UTF_8));
                        finished.countDown();
                    }
                });
                Socket client = server.connect()) {
            assertThat(receiveAll(client)).isEqualTo("half and finish");
            assertThat(finished.getCount()).isZero();
            leave(client);
            awaitClosed(server, CloseReason.HANDLER_FAILED);
            assertThat(server.errors()).containsExactly(failure);
        }
    }

    @DisplayName("S20 test_threading_not_handled: an error is reported like an exception, and ends no thread silently")
    @Test
    void shouldReportAnErrorAsItDoesAnException() throws IOException {
        var failure = new StackOverflowError();
        try (var server = server(self -> {
                    throw failure;
                });
                Socket client = server.connect()) {
            assertThat(receiveAll(client)).isEmpty();
            leave(client);
            awaitClosed(server, CloseReason.HANDLER_FAILED);
            assertThat(server.errors()).containsExactly(failure);
        }
    }

    @DisplayName("P39: input left unread brings no reset")
    @Test
    void shouldEndTheStreamWithoutAResetWhenInputIsUnread() throws IOException {
        try (var server = server(self -> self.out().write("enough".getBytes(UTF_8)));
                Socket client = server.connect()) {
            client.getOutputStream().write(new byte[300_000]);
            assertThat(receiveAll(client)).isEqualTo("enough");
            leave(client);
            awaitClosed(server, CloseReason.CLOSED_BY_HANDLER);
        }
    }

    @Test
    void shouldHaveNoStreamsInAConstructor() {
        class Eager extends BlockingRequestHandler {
            Eager() {
                input();
            }

            @Override
            protected void handle() {}
        }
        assertThatThrownBy(Eager::new).isInstanceOf(IllegalStateException.class);
    }

    // ---- time-outs

    @DisplayName("P36: a silent client, and a read that times out")
    @Test
    void shouldReportAReadThatTimesOutAndEndTheStream() throws IOException {
        try (var server = server(self -> {
                    self.timeout(Duration.ofMillis(200));
                    self.in().read();
                });
                Socket client = server.connect()) {
            long start = System.nanoTime();
            assertThat(receiveAll(client)).isEmpty();
            assertThat(System.nanoTime() - start).isGreaterThan(150_000_000L);
            leave(client);
            awaitClosed(server, CloseReason.HANDLER_FAILED);
            assertThat(server.errors()).singleElement().isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void shouldTakeAnEndlessReadTimeoutForNone() throws IOException {
        try (var server = server(self -> {
                    self.timeout(ChronoUnit.FOREVER.getDuration());
                    self.out().write(self.in().read());
                });
                Socket client = server.connect()) {
            send(client, "x");
            assertThat(receiveAll(client)).isEqualTo("x");
        }
    }

    @Test
    void shouldReadOnAfterATimeOut() throws IOException {
        var timedOut = new CountDownLatch(1);
        try (var server = server(self -> {
                    self.timeout(Duration.ofMillis(1));
                    assertThatThrownBy(() -> self.in().read()).isInstanceOf(SocketTimeoutException.class);
                    timedOut.countDown();
                    self.timeout(Duration.ZERO);
                    self.out().write(self.in().read());
                    assertThatThrownBy(() -> self.timeout(Duration.ofNanos(-1)))
                            .isInstanceOf(IllegalArgumentException.class);
                });
                Socket client = server.connect()) {
            timedOut.await();
            send(client, "x");
            assertThat(receiveAll(client)).isEqualTo("x");
        } catch (InterruptedException interrupt) {
            throw new AssertionError(interrupt);
        }
    }

    @Test
    void shouldTellABlockedReaderThatTheConnectionWasIdle() throws IOException {
        try (var server = server(
                        ConnectionOptions.defaults().withIdleTimeout(Duration.ofMillis(100)),
                        self -> self.in().read());
                Socket client = server.connect()) {
            assertThat(receiveAll(client)).isEmpty();
            assertThat(outcome.join()).isInstanceOf(IOException.class).hasMessageContaining("IDLE");
            leave(client);
            awaitClosed(server, CloseReason.IDLE);
            assertThat(server.errors()).isEmpty();
        }
    }

    @Test
    void shouldTellABlockedWriterThatThePeerTakesNothing() throws IOException {
        try (var server = server(
                        ConnectionOptions.defaults().withWriteTimeout(Duration.ofMillis(200)),
                        self -> self.out().write(new byte[64 * 1024 * 1024]));
                Socket client = server.connect(64 * 1024)) {
            assertThat(client.isConnected()).isTrue();
            assertThat(outcome.join()).isInstanceOf(IOException.class).hasMessageContaining("STALLED");
            awaitClosed(server, CloseReason.STALLED);
            assertThat(server.errors()).isEmpty();
            assertThat(server.budget().usedBytes()).isZero();
        }
    }

    // ---- the end comes from elsewhere

    @Test
    void shouldTellABlockedReaderThatThePeerHasReset() throws IOException {
        try (var server = server(self -> {
            self.out().write('x');
            self.reader().lines().forEach(line -> {}); // wraps what is thrown
        })) {
            Socket client = server.connect();
            assertThat(client.getInputStream().read()).isEqualTo('x');
            reset(client);
            assertThat(outcome.join()).hasRootCauseMessage("the connection has ended: PEER_RESET");
            awaitClosed(server, CloseReason.PEER_RESET);
            assertThat(server.errors()).isEmpty();
        }
    }

    @Test
    void shouldTellABlockedWriterThatThePeerHasReset() throws IOException {
        try (var server = server(self -> self.out().write(new byte[64 * 1024 * 1024]))) {
            Socket client = server.connect(64 * 1024);
            assertThat(client.getInputStream().read()).isZero();
            await().until(() -> server.budget().usedBytes() > 0);
            reset(client);
            assertThat(outcome.join()).isInstanceOf(IOException.class).hasMessageContaining("PEER_RESET");
            awaitClosed(server, CloseReason.PEER_RESET);
            assertThat(server.errors()).isEmpty();
            assertThat(server.budget().usedBytes()).isZero();
        }
    }

    @Test
    void shouldReadLinesUpToALimitAndCloseOnALongerOne() throws IOException {
        var lines = new CopyOnWriteArrayList<@Nullable String>();
        try (var server = new RunningServer(() -> new BlockingRequestHandler() {
            @Override
            protected void handle() throws IOException {
                while (true) {
                    lines.add(readLine(5));
                }
            }
        })) {
            try (Socket client = server.connect()) {
                send(client, "12345\n12345\r\n\numläut\n");
                assertThat(receiveAll(client)).isEmpty();
                assertThat(lines).containsExactly("12345", "12345", "");
                awaitClosed(server, CloseReason.INPUT_TOO_LONG);
            }
            assertThat(server.errors()).isEmpty();
        }
    }

    @Test
    @DisplayName("P8, P11: a server that closes lets handlers come to their end, and shows them the end of their input")
    void shouldLetAHandlerFinishItsAnswerWhenTheServerCloses() throws Exception {
        var working = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        var server = server(self -> {
            assertThat(self.in().read()).isEqualTo('?');
            working.countDown();
            answer.await();
            self.out().write("the answer".getBytes(UTF_8));
            assertThat(self.in().read()).isEqualTo(-1);
        });
        try (Socket client = server.connect()) {
            send(client, "?");
            working.await();
            CompletableFuture<Void> closed = closeInBackground(server, Duration.ofSeconds(30));
            assertThat(server.counters().open()).isEqualTo(1);
            answer.countDown();
            assertThat(receiveAll(client)).isEqualTo("the answer");
            leave(client);
            closed.join();
        }
        assertThat(outcome.join()).isNull();
    }

    @Test
    void shouldBreakOffABlockedHandlerWhenTheGraceIsOver() throws Exception {
        var server = server(self -> self.out().write(new byte[64 * 1024 * 1024]));
        try (Socket deaf = server.connect(64 * 1024)) {
            await().until(() -> server.budget().usedBytes() > 0);
            server.close(Duration.ofMillis(100));
            assertThat(outcome.join()).isInstanceOf(IOException.class).hasMessageContaining("SHUTDOWN");
            assertThat(deaf.isConnected()).isTrue();
        }
        assertThat(server.errors()).isEmpty();
    }

    private static CompletableFuture<Void> closeInBackground(RunningServer server, Duration grace) {
        return CompletableFuture.runAsync(() -> {
            try {
                server.close(grace);
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        });
    }

    @Test
    void shouldReportAHandlerThatFailsAfterTheConnectionHasEnded() throws IOException {
        var failure = new IllegalStateException("much later");
        try (var server = server(self -> {
            try {
                self.in().read();
            } catch (IOException reset) {
                await().until(() -> self.server().counters().open() == 0);
                throw failure;
            }
        })) {
            reset(server.connect());
            await().until(() -> !server.errors().isEmpty());
            assertThat(server.errors()).containsExactly(failure);
            awaitClosed(server, CloseReason.PEER_RESET);
        }
    }

    @Test
    void shouldLetAnInterruptedReaderGo() throws IOException {
        var reading = new CompletableFuture<Thread>();
        try (var server = server(self -> {
                    reading.complete(Thread.currentThread());
                    self.in().read();
                });
                Socket client = server.connect()) {
            reading.join().interrupt();
            assertThat(receiveAll(client)).isEmpty();
            leave(client);
            awaitClosed(server, CloseReason.HANDLER_FAILED);
            assertThat(server.errors()).singleElement().isInstanceOf(InterruptedIOException.class);
        }
    }

    // ---- closing the streams

    @Test
    void shouldLeaveTheConnectionAsItIsWhenAStreamIsClosed() throws IOException {
        try (var server = server(self -> {
                    try (BufferedReader in = self.reader()) {
                        assertThat(in.readLine()).isEqualTo("question");
                    }
                    assertThatThrownBy(() -> self.in().read()).hasMessageContaining("closed its input");
                    assertThatThrownBy(() -> self.in().available()).hasMessageContaining("closed its input");
                    try (OutputStream out = self.out()) {
                        out.write("answer".getBytes(UTF_8));
                    }
                    assertThatThrownBy(() -> self.out().write(1)).hasMessageContaining("closed its output");
                });
                Socket client = server.connect()) {
            send(client, "question\nand more");
            assertThat(receiveAll(client)).isEqualTo("answer");
            assertThat(outcome.join()).isNull();
        }
    }

    @Test
    void shouldLetAReaderGoWhenAnotherThreadClosesItsStream() throws IOException {
        try (var server = server(self -> {
                    CompletableFuture.runAsync(() -> {
                        try {
                            self.in().close();
                        } catch (IOException failure) {
                            throw new AssertionError(failure);
                        }
                    });
                    self.in().read();
                });
                Socket client = server.connect()) {
            assertThat(receiveAll(client)).isEmpty();
            assertThat(outcome.join()).hasMessageContaining("closed its input");
        }
    }

    @Test
    void shouldServeTwoReadersOfOneStream() throws IOException {
        try (var server = server(self -> {
                    CompletableFuture<Integer> other = CompletableFuture.supplyAsync(() -> {
                        try {
                            return self.in().read();
                        } catch (IOException failure) {
                            throw new AssertionError(failure);
                        }
                    });
                    int sum = self.in().read();
                    self.out().write('1');
                    self.out().write(sum + other.join());
                });
                Socket client = server.connect()) {
            client.getOutputStream().write(3);
            client.getOutputStream().write(4);
            assertThat(client.getInputStream().readAllBytes()).containsExactly('1', 7);
        }
    }

    @Test
    void shouldRefuseToBlockTheLoop() throws IOException {
        var refusal = new CompletableFuture<Throwable>();
        try (var server = server(self -> {
                    self.onLoop(() -> {
                        try {
                            self.in().read();
                        } catch (IOException | RuntimeException failure) {
                            refusal.complete(failure);
                        }
                    });
                    refusal.join();
                });
                Socket client = server.connect()) {
            assertThat(receiveAll(client)).isEmpty();
            assertThat(refusal.join())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("block the event");
        }
    }

    // ---- bounded, and apart from each other

    @Test
    void shouldHoldLittleForAClientThatDoesNotReadWhileItsHandlerWrites() throws IOException {
        int size = 64 * 1024 * 1024;
        byte[] bytes = pattern(size);
        try (var server = server(self -> self.out().write(bytes));
                Socket deaf = server.connect(64 * 1024)) {
            await().until(() -> server.budget().usedBytes() > 64 * 1024);
            // The mark, and what a writer may write before it asks, in the queue's blocks.
            assertThat(server.budget().usedBytes()).isLessThan(512 * 1024);
            assertThat(outcome).isNotDone();
            long most = 0;
            InputStream in = deaf.getInputStream();
            byte[] piece = new byte[1024 * 1024];
            ByteBuffer received = ByteBuffer.allocate(size);
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                received.put(piece, 0, count);
                most = Math.max(most, server.budget().usedBytes());
            }
            assertThat(received.array()).isEqualTo(bytes);
            assertThat(received.hasRemaining()).isFalse();
            assertThat(most).isLessThan(512 * 1024);
            await().until(() -> server.budget().usedBytes() == 0);
        }
    }

    @Test
    void shouldHoldLittleForAClientThatSendsWhileItsHandlerDoesNotRead() throws Exception {
        int size = 32 * 1024 * 1024;
        byte[] bytes = pattern(size);
        var mayRead = new CountDownLatch(1);
        try (var server = server(self -> {
                    assertThat((byte) self.in().read()).isEqualTo(bytes[0]);
                    mayRead.await();
                    for (int at = 1, count; at < size; at += count) {
                        byte[] piece = new byte[100_000];
                        count = self.in().read(piece);
                        assertThat(ByteBuffer.wrap(piece, 0, count)).isEqualTo(ByteBuffer.wrap(bytes, at, count));
                    }
                    self.out().write('!');
                });
                Socket client = server.connect()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    client.getOutputStream().write(bytes);
                    client.shutdownOutput();
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            await().until(() -> server.budget().usedBytes() > 0);
            assertThat(server.counters().receivedBytes()).isLessThan(1024 * 1024);
            assertThat(server.budget().usedBytes()).isLessThan(512 * 1024);
            assertThat(sent).isNotDone();
            mayRead.countDown();
            assertThat(receiveAll(client)).isEqualTo("!");
            assertThat(server.budget().usedBytes()).isZero();
        }
    }

    @Test
    void shouldServeAFastOneAmongManySlowOnes() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try (var server = new RunningServer(EchoLines::new)) {
            for (int i = 0; i < 200; i++) {
                Socket client = server.connect();
                send(client, "begun");
                slow.add(client);
            }
            try (Socket fast = server.connect()) {
                var answers = new BufferedReader(new InputStreamReader(fast.getInputStream(), UTF_8));
                for (int i = 0; i < 100; i++) {
                    send(fast, "message " + i + "\n");
                    assertThat(answers.readLine()).isEqualTo("message " + i);
                }
            }
            for (Socket client : slow) {
                send(client, " and ended\n");
                client.shutdownOutput();
                assertThat(receiveAll(client)).isEqualTo("begun and ended\n");
                client.close();
            }
        }
    }
}
