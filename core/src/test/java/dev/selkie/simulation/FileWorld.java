package dev.selkie.simulation;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.ConnectionOptions;
import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.ServerOptions;
import dev.selkie.server.TcpServer;
import dev.selkie.testing.MemoryFile;
import dev.selkie.testing.VirtualTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A server that sends pieces of files between writes, in a simulated network: files that are slow, that shrink, and that are
 * opened late; peers that read, or leave in the middle. And what must be true at the end, whatever happened.
 */
final class FileWorld {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

    final SimulatedNetwork network;
    final EventLoop loop;
    final TcpServer server;
    private final Path onDisk;
    private final byte[] contentOnDisk;
    private final Random random;
    private final int descriptors;
    private final List<Sender> senders = new ArrayList<>();
    private final List<MemoryFile> files = new ArrayList<>();
    private final List<CompletionStage<Long>> outcomes = new ArrayList<>();
    /** How many transfers met a disk that was slow: the run is to show some. */
    private int slow;

    /**
     * @param onDisk a file with the content, for those that are opened by path
     */
    FileWorld(SimulatedNetwork network, long seed, Path onDisk, byte[] contentOnDisk) throws IOException {
        this.network = network;
        this.random = new Random(seed);
        this.onDisk = onDisk;
        this.contentOnDisk = contentOnDisk;
        loop = new EventLoop(network, network::nanoTime, network.executor());
        ServerOptions options = ServerOptions.defaults()
                .withConnection(ConnectionOptions.defaults().withMarks(500, 2_000));
        server = new TcpServer(loop, ANY_PORT, Sender::new, options) {
            @Override
            protected void handleError(@Nullable SocketAddress clientAddress, Throwable failure) {
                // planted faults come here
            }
        };
        server.serveForever();
        loop.runOnce();
        loop.runOnce(Duration.ZERO);
        descriptors = network.descriptors();
    }

    /** Sends what its random numbers say when its client has said which it is, and closes. */
    private final class Sender extends StreamRequestHandler {
        private final ByteArrayOutputStream promised = new ByteArrayOutputStream();
        private boolean shrinking;
        private @Nullable CloseReason reason;
        private int ended;
        private Client client;

        @Override
        protected void handle(ByteBuffer received) {
            client = clients.get(received.get());
            client.sender = this;
            senders.add(this);
            for (int i = random.nextInt(6); i >= 0; i--) {
                switch (random.nextInt(3)) {
                    case 0 -> write();
                    case 1 -> sendFromMemory();
                    default -> sendFromDisk();
                }
            }
            connection().close();
        }

        private void write() {
            byte[] bytes = new byte[random.nextInt(3_000)];
            random.nextBytes(bytes);
            promised.writeBytes(bytes);
            connection().write(ByteBuffer.wrap(bytes));
        }

        private void sendFromMemory() {
            byte[] content = new byte[random.nextInt(20_000)];
            random.nextBytes(content);
            int offset = random.nextInt(content.length + 1);
            int count = random.nextInt(content.length - offset + 1);
            var file = new MemoryFile(content);
            int trouble = random.nextInt(5);
            if (trouble == 0) {
                int from = offset + random.nextInt(count + 1);
                shrinking |= from < offset + count;
                file.with((position, length) -> file.resize(Math.min(from, content.length)));
            } else if (trouble == 1) {
                file.with((position, length) -> {
                    slow++;
                    network.stopProcess(Duration.ofMillis(random.nextInt(6)));
                });
            }
            files.add(file);
            promised.write(content, offset, count);
            outcomes.add(connection().sendFile(file, offset, count));
        }

        private void sendFromDisk() {
            int offset = random.nextInt(contentOnDisk.length);
            int count = random.nextInt(contentOnDisk.length - offset + 1);
            promised.write(contentOnDisk, offset, count);
            outcomes.add(connection().sendFile(onDisk, offset, count));
        }

        @Override
        protected void closed(CloseReason why, long unsentBytes) {
            reason = why;
            ended++;
        }
    }

    enum End {
        HEALTHY,
        RESET,
        CLOSE
    }

    private static final class Client {
        private final End end;
        private @Nullable Peer peer;
        private @Nullable Sender sender;

        Client(End end) {
            this.end = end;
        }
    }

    private final List<Client> clients = new ArrayList<>();

    void client(Duration start, End end) {
        var client = new Client(end);
        byte number = (byte) clients.size();
        clients.add(client);
        network.after(start, () -> {
            Peer peer = network.connect(server.serverAddress());
            client.peer = peer;
            peer.send(new byte[] {number});
            Duration some = Duration.ofMillis(random.nextInt(300));
            switch (end) {
                case HEALTHY -> peer.endOutput();
                case RESET -> network.after(some, peer::reset);
                case CLOSE -> network.after(some, peer::close);
            }
        });
    }

    void clients() {
        End[] ends = {End.HEALTHY, End.HEALTHY, End.HEALTHY, End.RESET, End.CLOSE};
        for (int i = random.nextInt(5); i >= 0; i--) {
            client(Duration.ofMillis(random.nextInt(100)), ends[random.nextInt(ends.length)]);
        }
    }

    void pass(Duration time) throws IOException {
        VirtualTime.pass(loop, time);
    }

    int slow() {
        return slow;
    }

    /** What came is what was promised, in order, as far as it goes; every file is closed, every outcome told. */
    void checkNothingIsBroken() {
        for (Client client : clients) {
            if (client.peer != null && client.sender != null) {
                byte[] received = client.peer.received();
                byte[] promised = client.sender.promised.toByteArray();
                check(received.length <= promised.length, "more came than was promised");
                check(Arrays.equals(received, Arrays.copyOf(promised, received.length)), "other bytes came");
            }
        }
        for (Sender sender : senders) {
            check(sender.ended == 1, "closed was called " + sender.ended + " times");
        }
        for (MemoryFile file : files) {
            check(file.closed() == 1, "a file was closed " + file.closed() + " times");
        }
        check(outcomes.stream().allMatch(each -> each.toCompletableFuture().isDone()), "an outcome was not told");
        check(server.counters().open() == 0, server.counters().open() + " connections are open");
        check(server.budget().usedBytes() == 0, server.budget().usedBytes() + " bytes are charged");
        check(network.descriptors() == descriptors, network.descriptors() + " descriptors are open");
    }

    /** Whoever read to the end got all; if a file had shrunk, a reset before it, and never the end of the stream. */
    void checkTheHealthyGotWhatWasPromised() {
        for (Client client : clients) {
            if (client.end == End.HEALTHY && client.peer != null && client.sender != null) {
                byte[] promised = client.sender.promised.toByteArray();
                boolean whole = Arrays.equals(client.peer.received(), promised);
                check(whole || client.sender.shrinking, "a healthy client did not get all: " + client.sender.reason);
                check(
                        whole == client.peer.hasEnded(),
                        "the end of the stream stands for all, and nothing else: whole " + whole + ", ended "
                                + client.peer.hasEnded() + ", " + client.sender.reason + ", shrinking "
                                + client.sender.shrinking + ", promised " + promised.length);
                check(whole || client.sender.reason == CloseReason.FILE_TRUNCATED, "cut by " + client.sender.reason);
            }
        }
    }

    void close() throws IOException {
        server.close(Duration.ZERO);
        loop.close();
        check(network.descriptors() == 0, network.descriptors() + " descriptors are open after close");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
