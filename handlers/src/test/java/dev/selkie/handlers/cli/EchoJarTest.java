package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.selkie.handlers.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One server with a heap of 64 MiB, and 16 MiB of direct memory, for all of these. */
@Timeout(60)
class EchoJarTest {
    private static final long MIB = 1024 * 1024;

    private static SelkieProcess server;
    private final List<AutoCloseable> clients = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        server = SelkieProcess.startJava(List.of("-Xmx64m", "-XX:MaxDirectMemorySize=16m"), "echo", "--port", "0");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void leave() throws Exception {
        for (AutoCloseable client : clients) {
            client.close();
        }
        assertThat(server.isAlive()).as(server.stderr()).isTrue();
        assertThat(server.stderr()).isEmpty();
        assertThat(server.stdout()).matches("listening on 127\\.0\\.0\\.1:\\d+\\R");
    }

    private Socket connect() throws IOException {
        Socket socket = server.connect();
        clients.add(socket);
        return socket;
    }

    @Test
    void shouldEchoAMessageAsOftenAsItComes() throws IOException {
        Socket client = connect();
        for (int i = 0; i < 100; i++) {
            client.getOutputStream().write(Payload.bytes(100 + i));
            Payload.receiveExactly(client.getInputStream(), 100 + i);
        }
    }

    @Test
    @DisplayName("B5, B6: 8 MiB, then the end of the client's side")
    void shouldSendAllOf8MiBAndThenTheEndToAClientThatHasEndedItsSide() throws Exception {
        Socket client = connect();
        CompletableFuture<Void> sending = send(client, 8 * MIB, new AtomicLong());

        assertThat(Payload.receive(client.getInputStream(), 64 * 1024)).isEqualTo(8 * MIB);
        sending.get();
    }

    @Test
    @DisplayName("B1, B9: 64 MiB through a slow reader")
    void shouldEcho64MiBThroughASlowReader() throws Exception {
        var client = new Socket();
        clients.add(client);
        client.setReceiveBufferSize(16 * 1024);
        client.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), server.awaitPort()));
        client.setSoTimeout(10_000);
        var sent = new AtomicLong();
        CompletableFuture<Void> sending = send(client, 64 * MIB, sent);
        awaitSteady(Duration.ofMillis(500), sent::get, 0);
        assertThat(sent.get()).as("sent while nothing is read").isBetween(1L, 63 * MIB);

        assertThat(Payload.receive(client.getInputStream(), 8 * 1024)).isEqualTo(64 * MIB);
        sending.get();
    }

    /** Sends and ends this side of the connection. */
    private static CompletableFuture<Void> send(Socket client, long count, AtomicLong sent) {
        return CompletableFuture.runAsync(() -> {
            try {
                Payload.send(new CountingOutput(client.getOutputStream(), sent), count);
                client.shutdownOutput();
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        });
    }

    @Test
    @DisplayName("A5, A6, B24: 2,000 clients at once, with 16 MiB of direct memory")
    void shouldServe2000ClientsThatConnectAtOnce() throws IOException {
        var address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), server.awaitPort());
        List<SocketChannel> channels = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            SocketChannel channel = SocketChannel.open();
            clients.add(channel);
            channels.add(channel);
            channel.configureBlocking(false);
            channel.connect(address);
        }
        for (int i = 0; i < channels.size(); i++) {
            channels.get(i).configureBlocking(true);
            channels.get(i).finishConnect();
            channels.get(i).write(ByteBuffer.allocate(4).putInt(0, i));
        }
        for (int i = 0; i < channels.size(); i++) {
            ByteBuffer answer = ByteBuffer.allocate(4);
            channels.get(i).socket().setSoTimeout(10_000);
            channels.get(i).socket().getInputStream().readNBytes(answer.array(), 0, 4);
            assertThat(answer.getInt(0)).isEqualTo(i);
        }
    }

    @Test
    @DisplayName("B2: what is idle costs nothing")
    void shouldSleepWhile1000ConnectionsAreIdle() throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/self/task")), "no /proc here");
        for (int i = 0; i < 1000; i++) {
            connect();
        }
        Socket last = connect();
        last.getOutputStream().write(1);
        assertThat(last.getInputStream().read()).isEqualTo(1);

        awaitSteady(Duration.ofSeconds(1), EchoJarTest::turnsOfTheMainThread, 2);
    }

    /** A thread that ticks goes to sleep each time. Java names the main thread after the program. */
    private static long turnsOfTheMainThread() {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + server.pid() + "/task"))) {
            long turns = 0;
            for (Path thread : (Iterable<Path>) threads::iterator) {
                if (Files.readString(thread.resolve("comm")).equals("java\n")) {
                    turns += Files.readAllLines(thread.resolve("status")).stream()
                            .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum();
                }
            }
            assertThat(turns).isPositive();
            return turns;
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Waits until a number that grows has grown by no more than that for some time. */
    private static void awaitSteady(Duration time, LongSupplier number, long tolerance) {
        var base = new AtomicLong(-1);
        Awaitility.await().atMost(Duration.ofSeconds(20)).during(time).until(() -> {
            long now = number.getAsLong();
            boolean steady = base.get() >= 0 && now - base.get() <= tolerance;
            if (!steady) {
                base.set(now);
            }
            return steady;
        });
    }

    private static final class CountingOutput extends OutputStream {
        private final OutputStream out;
        private final AtomicLong count;

        CountingOutput(OutputStream out, AtomicLong count) {
            this.out = out;
            this.count = count;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            count.incrementAndGet();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count.addAndGet(length);
        }
    }
}
