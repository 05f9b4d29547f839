package dev.selkie.handler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.selkie.connection.Budget;
import dev.selkie.connection.CloseReason;
import dev.selkie.connection.ConnectionOptions;
import dev.selkie.server.ServerOptions;
import dev.selkie.testing.RunningServer;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BlockingEndsTest {
    interface Body {
        void run(Handler self) throws Exception;
    }

    private static class Handler extends BlockingRequestHandler {
        private final Body body;

        Handler(Body body) {
            this.body = body;
        }

        @Override
        protected void handle() throws Exception {
            body.run(this);
        }

        void endOutput() {
            connection().endOutput();
        }
    }

    /** One relays to another's output; the other's client goes away; the first one's client must get an end. */
    @Test
    void shouldCloseAConnectionWhoseHandlerMetTheEndOfAnother() throws Exception {
        var first = new CompletableFuture<Handler>();
        try (var server = new RunningServer(() -> new Handler(self -> {
            if (first.complete(self)) {
                self.input().read(); // until its client goes away
            } else {
                self.input().read(); // told to go on
                first.get().output().write('x');
            }
        }))) {
            Socket listener = server.connect();
            first.get(10, TimeUnit.SECONDS);
            try (Socket talker = server.connect()) {
                listener.setSoLinger(true, 0);
                listener.close();
                await().until(() -> server.counters().open() == 1);
                talker.getOutputStream().write('.');
                talker.setSoTimeout(3_000);
                assertThat(talker.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void shouldTellAWriterThatTheOutputHasBeenEnded() throws Exception {
        var outcome = new CompletableFuture<Throwable>();
        try (var server = new RunningServer(
                        () -> new Handler(self -> {
                            self.endOutput();
                            try {
                                self.output().write('x');
                            } catch (IOException told) {
                                outcome.complete(told);
                                throw told;
                            }
                        }),
                        ServerOptions.defaults().withGrace(Duration.ZERO));
                Socket client = server.connect()) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(outcome.orTimeout(3, TimeUnit.SECONDS)).succeedsWithin(Duration.ofSeconds(4));
        }
    }

    @Test
    void shouldHoldAWriterBackHoweverLittleOutputIsAllowed() throws Exception {
        var options = ConnectionOptions.defaults().withMarks(1024, 16 * 1024).withMaxOutputBytes(32 * 1024);
        try (var server = new RunningServer(
                        () -> new Handler(self -> self.output().write(new byte[1024 * 1024])),
                        ServerOptions.defaults().withConnection(options));
                Socket client = server.connect()) {
            assertThat(client.getInputStream().readAllBytes()).hasSize(1024 * 1024);
            await().until(() -> server.counters().open() == 0);
            assertThat(server.counters().closed(CloseReason.OUTPUT_TOO_LONG)).isZero();
        }
    }

    /** As on a heap of 64 MiB: each byte costs 129 until the loop has taken it. */
    @Test
    void shouldNotCloseThoseWhoWriteByteByByteToClientsThatRead() throws Exception {
        int clients = 16;
        int bytes = 200_000;
        var options = ServerOptions.defaults().withBudget(new Budget(16 << 20, 24 << 20));
        try (var server = new RunningServer(
                () -> new Handler(self -> {
                    for (int i = 0; i < bytes; i++) {
                        self.output().write(i);
                    }
                }),
                options)) {
            List<CompletableFuture<Integer>> received = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                Socket client = server.connect();
                received.add(CompletableFuture.supplyAsync(
                        () -> {
                            try (client) {
                                return client.getInputStream().readAllBytes().length;
                            } catch (IOException failure) {
                                return -1;
                            }
                        },
                        task -> new Thread(task).start()));
            }
            for (var each : received) {
                assertThat(each.get()).isEqualTo(bytes);
            }
            assertThat(server.counters().closed(CloseReason.OVERLOADED)).isZero();
        }
    }

    /** The end of a stream is its end. */
    @Test
    void shouldGiveNothingAfterTheEndOfTheInput() throws Exception {
        var ended = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var second = new CompletableFuture<Integer>();
        var begun = new CountDownLatch(1);
        var server = new RunningServer(() -> new Handler(self -> {
            begun.countDown();
            if (self.input().read() == -1) {
                ended.countDown();
                goOn.await();
                second.complete(self.input().read());
            }
        }));
        try (Socket client = server.connect()) {
            begun.await();
            var closing = new Thread(() -> {
                try {
                    server.close(Duration.ofSeconds(20));
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            closing.start();
            ended.await();
            client.getOutputStream().write("late".getBytes(UTF_8));
            await().until(() -> server.counters().receivedBytes() == 4);
            goOn.countDown();
            assertThat(second.get(5, TimeUnit.SECONDS)).isEqualTo(-1);
            closing.join();
        }
    }
}
