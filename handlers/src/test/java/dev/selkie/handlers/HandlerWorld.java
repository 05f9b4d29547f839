package dev.selkie.handlers;

import dev.selkie.handlers.Model.Verdict;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.TcpServer;
import dev.selkie.simulation.Peer;
import dev.selkie.simulation.SimulatedNetwork;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A bundled handler's server in a simulated network, its clients, the faults that meet them, and what must be true then. */
final class HandlerWorld {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);
    /** A run makes some thousands of turns; one that spins makes this many. */
    private static final int MOST_TURNS = 500_000;

    private static final String PLANNED = "planned";
    private static final List<Function<String, Throwable>> FAILURES =
            List.of(IOException::new, IllegalStateException::new, AssertionError::new, OutOfMemoryError::new);

    /** What may fail without ending the loop or the listening. */
    static final List<String> OPERATIONS = List.of(
            "accept",
            "read",
            "write",
            "shutdownOutput",
            "close",
            "register",
            "configureBlocking",
            "setOption",
            "getRemoteAddress");

    final SimulatedNetwork network;
    final EventLoop loop;
    final TcpServer server;
    private final Model model;
    private final List<Client> clients = new ArrayList<>();
    private final List<Throwable> defects = new ArrayList<>();
    /** With nobody connected: the listening channel and its spares. */
    private final int descriptors;

    private int faults;

    HandlerWorld(SimulatedNetwork network, Model model) throws IOException {
        this.network = network;
        this.model = model;
        loop = new EventLoop(network, network::nanoTime, network.executor());
        server = new TcpServer(loop, ANY_PORT, model.handlers()) {
            @Override
            protected void handleError(@Nullable SocketAddress clientAddress, Throwable failure) {
                if (!PLANNED.equals(failure.getMessage())) {
                    defects.add(failure);
                }
            }
        };
        server.serveForever();
        loop.runOnce();
        loop.runOnce(Duration.ZERO); // what the start has opened and closed is gone after the next select
        descriptors = network.descriptors();
    }

    // ---- clients

    /** What a client does in the end. */
    enum End {
        /** Says all, ends its side, reads to the end: must get all of its answer. */
        HEALTHY,
        RESET,
        CLOSE,
        /** Ends its side and reads nothing. */
        DEAF,
        /** Says all and waits for ever. */
        SILENT
    }

    private static final class Client {
        private final byte[] said;
        private final End end;
        private @Nullable Peer peer;

        Client(byte[] said, End end) {
            this.said = said;
            this.end = end;
        }

        byte[] received() {
            return peer == null ? new byte[0] : peer.received();
        }

        boolean isAnswered(Model model) {
            return peer != null && peer.hasEnded() && model.judge(said, received()) == Verdict.WHOLE;
        }

        @Override
        public String toString() {
            return end + " that said " + text(said) + " and got " + text(received());
        }
    }

    /** A client that comes at a time, says something in pieces, and ends as told, after a while. */
    void client(Random random, Duration start, boolean much, End end) {
        byte[] said = model.says(random, much);
        var client = new Client(said, end);
        clients.add(client);
        network.after(start, () -> {
            Peer peer = network.connect(server.serverAddress());
            client.peer = peer;
            int millis = 0;
            for (int at = 0; at < said.length; ) {
                byte[] piece = Arrays.copyOfRange(
                        said, at, Math.min(said.length, at + 1 + random.nextInt(1 + said.length / 3)));
                at += piece.length;
                millis += random.nextInt(20);
                network.after(Duration.ofMillis(millis), () -> peer.send(piece));
            }
            Duration whole = Duration.ofMillis(millis);
            Duration some = Duration.ofMillis(random.nextInt(300));
            switch (end) {
                case HEALTHY -> network.after(whole, peer::endOutput);
                case RESET -> network.after(some, peer::reset);
                case CLOSE -> network.after(some, peer::close);
                case DEAF -> {
                    peer.reading(false);
                    network.after(whole, peer::endOutput);
                }
                case SILENT -> {}
            }
        });
    }

    /** A random mixture of them. */
    void clients(Random random, boolean much) {
        End[] ends = {End.HEALTHY, End.HEALTHY, End.HEALTHY, End.RESET, End.CLOSE, End.DEAF, End.SILENT};
        for (int count = 1 + random.nextInt(5); count > 0; count--) {
            client(random, Duration.ofMillis(random.nextInt(200)), much, ends[random.nextInt(ends.length)]);
        }
    }

    // ---- faults

    /** Calls that fail, too few descriptors, and a process that is stopped, all within the first second. */
    void trouble(Random random) {
        for (int count = random.nextInt(6); count > 0; count--) {
            String operation = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
            int call = 1 + random.nextInt(4 << random.nextInt(5));
            var failure = FAILURES.get(random.nextInt(FAILURES.size()));
            network.after(Duration.ofMillis(random.nextInt(250)), () -> fail(operation, call, failure));
        }
        if (random.nextInt(4) == 0) {
            int spare = random.nextInt(3);
            network.after(Duration.ofMillis(random.nextInt(300)), () -> network.limitDescriptors(descriptors + spare));
        }
        if (random.nextInt(4) == 0) {
            Duration stopped = Duration.ofMillis(random.nextInt(500)); // commands have a second
            network.after(Duration.ofMillis(random.nextInt(500)), () -> network.stopProcess(stopped));
        }
    }

    void fail(String operation, int call, Function<String, Throwable> failure) {
        Supplier<Throwable> counted = () -> {
            faults++;
            return failure.apply(PLANNED);
        };
        network.fail(operation, call, counted);
    }

    int faults() {
        return faults;
    }

    void endTrouble() {
        network.fail("nothing", 1, AssertionError::new);
        network.limitDescriptors(Integer.MAX_VALUE);
    }

    /** Lets so much virtual time pass. */
    void pass(Duration time) throws IOException {
        boolean[] over = {false};
        loop.schedule(time, () -> over[0] = true);
        for (int turns = 0; !over[0]; turns++) {
            check(turns < MOST_TURNS, "the loop spins");
            loop.runOnce();
        }
    }

    // ---- what must be true

    /** At any time: nothing but the beginning of a right answer has come, and no handler has failed by itself. */
    void checkNothingIsWrong() {
        for (Client client : clients) {
            if (model.judge(client.said, client.received()) == Verdict.WRONG) {
                throw new AssertionError("wrong bytes came to " + client);
            }
        }
        if (!defects.isEmpty()) {
            throw new AssertionError("a handler failed by itself: " + defects.get(0), defects.get(0));
        }
    }

    /** When all have ended: each handler was closed once, and nothing is kept for anybody. */
    void checkNothingIsLeft() throws IOException {
        check(server.counters().open() == 0, server.counters().open() + " connections are open");
        check(server.budget().usedBytes() == 0, server.budget().usedBytes() + " bytes are charged");
        check(network.descriptors() == descriptors, network.descriptors() + " descriptors are open");
        List<byte[]> answered = clients.stream()
                .filter(client -> client.end == End.HEALTHY && client.isAnswered(model))
                .map(client -> client.said)
                .toList();
        model.checkEffects(clients.stream().map(client -> client.said).toList(), answered);
    }

    /** Every healthy client got everything, but for one for each call that failed. */
    void checkTheHealthyAreAnswered() {
        List<Client> cut = clients.stream()
                .filter(client -> client.end == End.HEALTHY && !client.isAnswered(model))
                .toList();
        if (cut.size() > faults) {
            throw new AssertionError(faults + " faults cut more healthy clients: " + cut + ", " + server.counters());
        }
    }

    /** Who comes after everything is served as if nothing had happened. */
    void checkAHealthyClientIsServed() throws IOException {
        client(new Random(1), Duration.ZERO, false, End.HEALTHY);
        pass(Duration.ofMinutes(2));
        check(clients.get(clients.size() - 1).isAnswered(model), "a later client is not served");
    }

    void close() throws IOException {
        server.close(Duration.ZERO);
        loop.close();
        check(network.descriptors() == 0, network.descriptors() + " descriptors are open after close");
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    private static String text(byte[] bytes) {
        String text = Printable.escape(Model.text(bytes));
        return text.length() < 500 ? text : text.substring(0, 500) + "… of " + bytes.length + " bytes";
    }
}
