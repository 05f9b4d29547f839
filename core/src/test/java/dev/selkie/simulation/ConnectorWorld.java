package dev.selkie.simulation;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.Connection;
import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.loop.EventLoop;
import dev.selkie.loop.ReadyHandler;
import dev.selkie.server.Connector;
import dev.selkie.server.ConnectorOptions;
import dev.selkie.server.ServerOptions;
import dev.selkie.server.TcpServer;
import dev.selkie.testing.Echo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** An echo server and a connector on one loop of a simulated network, and what must be true of them at the end. */
final class ConnectorWorld {
    private static final InetSocketAddress NOBODY = new InetSocketAddress("127.0.0.1", 9);
    private static final int MOST_TURNS = 500_000;

    final SimulatedNetwork network;
    final EventLoop loop;
    final TcpServer server;
    final Connector connector;
    private final List<Asker> askers = new ArrayList<>();
    private final int descriptors;
    private int lookUps;

    ConnectorWorld(SimulatedNetwork network, ConnectorOptions options, int requestQueueSize) throws IOException {
        this.network = network;
        loop = new EventLoop(network, network::nanoTime, network.executor());
        server =
                new TcpServer(
                        loop,
                        new InetSocketAddress("127.0.0.1", 0),
                        Echo::new,
                        ServerOptions.defaults().withRequestQueueSize(requestQueueSize)) {
                    @Override
                    protected void handleError(@Nullable SocketAddress clientAddress, Throwable failure) {
                        // planted faults come here
                    }
                };
        server.serveForever();
        loop.runOnce();
        loop.runOnce(Duration.ZERO); // what the start has opened and closed is gone after the next select
        descriptors = network.descriptors(); // the listening one, and those it keeps back
        connector = new Connector(loop, options) {
            @Override
            protected void handleError(SocketAddress remoteAddress, Throwable failure) {
                // planted faults come here
            }

            @Override
            protected InetAddress[] resolve(String host) throws UnknownHostException {
                lookUps++;
                if (host.equals("nobody")) {
                    throw new UnknownHostException(host);
                }
                return InetAddress.getAllByName("127.0.0.1");
            }
        };
    }

    /** Says something, ends its side, and notes the answer. */
    static final class Asker extends StreamRequestHandler {
        private final byte[] said;
        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
        private @Nullable CompletableFuture<Connection> connecting;
        private int setUp;
        private int finished;
        private int closed;
        private boolean heardAll;

        private Asker(byte[] said) {
            this.said = said;
        }

        @Override
        protected void setup() {
            setUp++;
            connection().write(ByteBuffer.wrap(said));
            connection().endOutput();
        }

        @Override
        protected void handle(ByteBuffer received) {
            while (received.hasRemaining()) {
                heard.write(received.get());
            }
        }

        @Override
        protected void finish() {
            finished++;
        }

        @Override
        protected void closed(CloseReason reason, long unsentBytes) {
            closed++;
            heardAll = reason == CloseReason.PEER_CLOSED;
        }

        boolean isConnected() {
            CompletableFuture<Connection> outcome = connecting;
            return outcome != null && outcome.isDone() && !outcome.isCompletedExceptionally();
        }
    }

    /** Somebody who asks the server, or where nobody answers; and gives up after a while, or does not. */
    Asker ask(Random random, SocketAddress address, @Nullable Duration patience) {
        byte[] said = new byte[random.nextInt(random.nextBoolean() ? 50 : 10_000)];
        random.nextBytes(said);
        var asker = new Asker(said);
        askers.add(asker);
        CompletableFuture<Connection> connecting = connector.connect(address, () -> asker);
        asker.connecting = connecting;
        if (patience != null) {
            loop.schedule(patience, () -> connecting.cancel(true));
        }
        return asker;
    }

    /** A random mixture of them, and of what happens meanwhile. */
    void asks(long seed) {
        var random = new Random(seed);
        int port = server.serverAddress().getPort();
        SocketAddress[] addresses = {
            server.serverAddress(),
            server.serverAddress(),
            InetSocketAddress.createUnresolved("server", port),
            InetSocketAddress.createUnresolved("nobody", port),
            InetSocketAddress.createUnresolved("server", NOBODY.getPort()),
            NOBODY
        };
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            SocketAddress address = addresses[random.nextInt(addresses.length)];
            Duration patience = random.nextInt(4) == 0 ? Duration.ofMillis(random.nextInt(60)) : null;
            network.after(Duration.ofMillis(random.nextInt(50)), () -> ask(random, address, patience));
        }
        if (random.nextInt(8) == 0) {
            network.after(Duration.ofMillis(random.nextInt(80)), connector::close);
        }
    }

    /** Runs until nothing will ever happen: no timer is armed any more, and nothing is on its way. */
    void runToTheEnd() throws IOException {
        for (int turns = 0; ; turns++) {
            check(turns < MOST_TURNS, "the loop spins");
            try {
                loop.runOnce();
            } catch (IllegalStateException stalled) {
                check(String.valueOf(stalled.getMessage()).startsWith("stalled"), "the loop failed: " + stalled);
                return;
            }
        }
    }

    void checkNothingIsLeft() {
        int[] watched = {0};
        loop.forEach(ReadyHandler.class, any -> watched[0]++);
        check(watched[0] == 1, watched[0] + " channels are watched");
        check(network.descriptors() == descriptors, network.descriptors() + " descriptors are open");
        check(connector.counters().open() == 0, connector.counters().open() + " connections are open");
        check(connector.budget().usedBytes() == 0, connector.budget().usedBytes() + " bytes are charged");
        check(server.counters().open() == 0, server.counters().open() + " connections of the server are open");
        for (Asker asker : askers) {
            check(asker.connecting != null && asker.connecting.isDone(), "an attempt has no outcome");
            check(asker.closed == asker.setUp && asker.setUp <= 1, asker.setUp + " setups, " + asker.closed + " ends");
            check(asker.finished == asker.setUp, asker.finished + " finishes");
            byte[] heard = asker.heard.toByteArray();
            check(Arrays.equals(heard, Arrays.copyOf(asker.said, heard.length)), "other bytes came back");
        }
    }

    /** Where no call has failed: an answer that has ended is whole. */
    void checkAnswersAreWhole() {
        for (Asker asker : askers) {
            check(!asker.heardAll || asker.heard.size() == asker.said.length, "an answer ended early");
        }
    }

    /** Where nobody gave up: who was connected has heard all. */
    void checkTheConnectedHeardAll() {
        for (Asker asker : askers) {
            check(!asker.isConnected() || asker.heardAll, "a connection was cut");
        }
        checkAnswersAreWhole();
    }

    /** How the attempts ended: {@code connected}, or the name of what stood in the way. */
    List<String> outcomes() {
        return askers.stream().map(asker -> outcome(asker.connecting)).toList();
    }

    private static String outcome(@Nullable CompletableFuture<Connection> connecting) {
        try {
            return connecting == null || connecting.join() == null ? "none" : "connected";
        } catch (CompletionException failure) {
            return String.valueOf(failure.getCause()).replaceAll(":.*", "");
        } catch (CancellationException cancelled) {
            return "cancelled";
        }
    }

    int lookUps() {
        return lookUps;
    }

    void close() throws IOException {
        server.close(Duration.ZERO);
        loop.close();
        check(network.descriptors() == 0, network.descriptors() + " descriptors are open after close");
        check(askers.stream().allMatch(asker -> asker.connecting != null && asker.connecting.isDone()), "no outcome");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
