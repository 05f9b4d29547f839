package dev.selkie.simulation;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.ConnectionOptions;
import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.ServerOptions;
import dev.selkie.server.TcpServer;
import dev.selkie.testing.VirtualTime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** An echo server in a simulated network, its clients, and what must be true of them at the end, whatever happened. */
final class EchoWorld {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

    final SimulatedNetwork network;
    final EventLoop loop;
    final TcpServer server;
    /** With nobody connected: the listening channel and its spares. */
    private final int descriptors;

    private final List<Echo> handlers = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();

    EchoWorld(SimulatedNetwork network) throws IOException {
        this(network, ServerOptions.defaults());
    }

    EchoWorld(SimulatedNetwork network, ServerOptions options) throws IOException {
        this.network = network;
        loop = new EventLoop(network, network::nanoTime, network.executor());
        server =
                new TcpServer(
                        loop,
                        ANY_PORT,
                        () -> {
                            var handler = new Echo();
                            handlers.add(handler);
                            return handler;
                        },
                        options.withConnection(ConnectionOptions.defaults().withMarks(500, 2_000))) {
                    @Override
                    protected void handleError(@Nullable SocketAddress clientAddress, Throwable failure) {
                        // planted faults come here
                    }
                };
        server.serveForever();
        loop.runOnce();
        loop.runOnce(Duration.ZERO); // what the start has opened and closed is gone after the next select
        descriptors = network.descriptors();
    }

    private static final class Echo extends StreamRequestHandler {
        private boolean isSetUp;
        private int finished;
        private int closed;

        @Override
        protected void setup() {
            check(!isSetUp, "setup twice");
            isSetUp = true;
        }

        @Override
        protected void handle(ByteBuffer received) {
            check(received.hasRemaining(), "an empty buffer");
            check(finished == 0, "handle after finish");
            connection().write(received);
        }

        @Override
        protected void finish() {
            finished++;
        }

        @Override
        protected void closed(CloseReason reason, long unsentBytes) {
            closed++;
        }
    }

    /** What a client does in the end. */
    enum End {
        /** Sends all, ends its side, reads to the end: must get all of it back. */
        HEALTHY,
        RESET,
        CLOSE,
        DEAF
    }

    private static final class Client {
        private final byte[] bytes;
        private final End end;
        private @Nullable Peer peer;

        Client(byte[] bytes, End end) {
            this.bytes = bytes;
            this.end = end;
        }
    }

    /** A client that comes at a time, sends in pieces, and ends as told, after a while. */
    void client(Random random, Duration start, int size, End end) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        var client = new Client(bytes, end);
        clients.add(client);
        network.after(start, () -> {
            Peer peer = network.connect(server.serverAddress());
            client.peer = peer;
            int millis = 0;
            for (int at = 0; at < bytes.length; ) {
                byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(5_000)));
                at += piece.length;
                millis += random.nextInt(20);
                network.after(Duration.ofMillis(millis), () -> peer.send(piece));
            }
            Duration whole = Duration.ofMillis(millis);
            Duration some = Duration.ofMillis(random.nextInt(500));
            switch (end) {
                case HEALTHY -> network.after(whole, peer::endOutput);
                case RESET -> network.after(some, peer::reset);
                case CLOSE -> network.after(some, peer::close);
                case DEAF -> {
                    peer.reading(false);
                    network.after(whole, peer::endOutput);
                }
            }
        });
    }

    /** A random mixture of them. */
    void clients(long seed) {
        var random = new Random(seed);
        End[] ends = {End.HEALTHY, End.HEALTHY, End.HEALTHY, End.RESET, End.CLOSE, End.DEAF};
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            int size = random.nextInt(random.nextBoolean() ? 50 : 20_000);
            client(random, Duration.ofMillis(random.nextInt(100)), size, ends[random.nextInt(ends.length)]);
        }
    }

    /** Lets so much virtual time pass. */
    void pass(Duration time) throws IOException {
        VirtualTime.pass(loop, time);
    }

    /** A client that comes after everything is served as if nothing had happened. */
    void checkAHealthyClientIsServed() throws IOException {
        client(new Random(1), Duration.ZERO, 3_000, End.HEALTHY);
        pass(Duration.ofMinutes(1));
        Client last = clients.get(clients.size() - 1);
        check(last.peer != null && Arrays.equals(last.peer.received(), last.bytes), "a later client is not served");
    }

    /** Whatever happened: what came back is what was sent, in order, as far as it goes; nothing is left behind. */
    void checkNothingIsBroken() {
        for (Client client : clients) {
            if (client.peer != null) {
                byte[] received = client.peer.received();
                check(received.length <= client.bytes.length, "more came back than was sent");
                check(Arrays.equals(received, Arrays.copyOf(client.bytes, received.length)), "other bytes came back");
            }
        }
        for (Echo handler : handlers) {
            check(handler.finished == (handler.isSetUp ? 1 : 0), "finish was called " + handler.finished + " times");
            check(handler.closed == (handler.isSetUp ? 1 : 0), "closed was called " + handler.closed + " times");
        }
        check(server.counters().open() == 0, server.counters().open() + " connections are open");
        check(server.budget().usedBytes() == 0, server.budget().usedBytes() + " bytes are charged");
        check(network.descriptors() == descriptors, network.descriptors() + " descriptors are open");
    }

    /** Nobody failed but those who wanted to: every healthy client got everything, and the end of the stream. */
    void checkTheHealthyGotEverything() {
        for (Client client : clients) {
            if (client.end == End.HEALTHY && client.peer != null) {
                int count = client.peer.received().length;
                check(count == client.bytes.length, count + " of " + client.bytes.length + " bytes came back");
                check(client.peer.hasEnded(), "the stream did not end");
            }
        }
    }

    /** As {@link #checkTheHealthyGotEverything}, but for those that were closed because memory was short. */
    void checkTheHealthyGotEverythingButTheOverloaded() {
        long cut = clients.stream()
                .filter(each -> each.end == End.HEALTHY && each.peer != null)
                .filter(each -> each.peer.received().length < each.bytes.length || !each.peer.hasEnded())
                .count();
        long overloaded = server.counters().closed(CloseReason.OVERLOADED);
        check(cut <= overloaded, cut + " healthy clients were cut, but only " + overloaded + " for want of memory");
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
