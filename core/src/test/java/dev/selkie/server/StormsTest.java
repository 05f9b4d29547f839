package dev.selkie.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.testing.RunningServer;
import java.io.IOException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real sockets, many times what is rare: whoever comes next is served, and nothing is left. */
@Timeout(60)
class StormsTest {
    private final AtomicBoolean nagles = new AtomicBoolean();
    private final RunningServer server = new RunningServer(Echo::new);
    private final AtomicLong turns = new AtomicLong();

    StormsTest() throws IOException {
        server.loop().execute(() -> server.loop().addTurnListener(turns::incrementAndGet));
    }

    private final class Echo extends StreamRequestHandler {
        @Override
        protected void setup() throws IOException {
            if (!connection().option(StandardSocketOptions.TCP_NODELAY)) {
                nagles.set(true);
            }
        }

        @Override
        protected void handle(ByteBuffer received) {
            connection().write(received);
        }
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        assertThat(server.errors()).isEmpty();
        assertThat(nagles).isFalse();
    }

    private static boolean isEchoed(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        return client.getInputStream().read() == value;
    }

    private void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    @Test
    @DisplayName("A3, A4: two hundred peers that reset, most of them before they are accepted")
    void shouldServeTheNextAfterAStormOfResets() throws IOException {
        for (int i = 0; i < 200; i++) {
            reset(server.connect());
        }
        try (Socket healthy = server.connect()) {
            assertThat(isEchoed(healthy, 'x')).isTrue();
            await().until(() -> server.counters().open() == 1);
        }
    }

    @Test
    @DisplayName("B3: a hundred peers that reset before their answer has come")
    void shouldServeTheNextAfterResetsBeforeTheAnswer() throws IOException {
        byte[] much = new byte[100_000];
        for (int i = 0; i < 100; i++) {
            Socket client = server.connect(16 * 1024);
            client.getOutputStream().write(much, 0, 1 + i * 999);
            reset(client);
        }
        try (Socket healthy = server.connect()) {
            assertThat(isEchoed(healthy, 'x')).isTrue();
            await().until(() -> server.counters().open() == 1);
            assertThat(server.budget().usedBytes()).isZero();
        }
    }

    @Test
    @DisplayName("B25: urgent data is skipped, costs a turn at most, and puts nothing out of step")
    void shouldSkipUrgentData() throws IOException {
        try (Socket client = server.connect();
                Socket other = server.connect()) {
            for (int i = 0; i < 100; i++) {
                client.sendUrgentData('!');
                assertThat(isEchoed(client, i)).isTrue();
            }
            client.sendUrgentData('!');
            assertThat(isEchoed(other, 'x')).isTrue();
            assertThat(turns).hasValueLessThan(1000);
            long before = turns.get();
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            assertThat(turns.get() - before).as("turns while all are silent").isLessThan(10);
        }
    }

    @Test
    @DisplayName("B26: a thousand questions and answers wait for no acknowledgement")
    void shouldAnswerSmallQuestionsAtOnce() throws IOException {
        try (Socket client = server.connect()) {
            client.setTcpNoDelay(true);
            assertThat(isEchoed(client, 0)).isTrue();
            long start = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                assertThat(isEchoed(client, i % 256)).isTrue();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20)); // of 40
        }
    }

    private static long usedHeapBytes() {
        Runtime runtime = Runtime.getRuntime();
        runtime.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private void openAndClose(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            try (Socket client = server.connect()) {
                assertThat(isEchoed(client, i % 256)).isTrue();
                client.setSoLinger(i % 8 != 0, 0); // most by a reset, so that ports do not run out
            }
        }
        await().until(() -> server.counters().open() == 0);
    }

    @Test
    @DisplayName("L17, O13: five thousand connections later the heap is what it was")
    void shouldKeepNothingOfConnectionsThatHaveClosed() throws IOException {
        openAndClose(1000);
        long before = usedHeapBytes();
        openAndClose(5000);
        assertThat(server.counters().opened()).isEqualTo(6000);
        await().untilAsserted(
                        () -> assertThat(usedHeapBytes() - before).isLessThan(1024 * 1024)); // a connection: > 500
    }
}
