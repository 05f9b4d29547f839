package dev.selkie.simulation;

import dev.selkie.connection.Budget;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.ServerOptions;
import dev.selkie.server.UdpServer;
import dev.selkie.testing.UdpScript;
import dev.selkie.testing.VirtualTime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** An echo server for datagrams in a simulated network, its clients, and what must be true of them, whatever happened. */
final class UdpWorld {
    /** A run makes some hundreds of turns; one that spins makes this many. */
    private static final int MOST_TURNS = 100_000;

    final SimulatedNetwork network;
    final EventLoop loop;
    final UdpServer server;
    final UdpScript handler;
    final List<Throwable> errors = new ArrayList<>();
    private final List<Sender> senders = new ArrayList<>();
    private int named;

    /** Someone who sends datagrams that all differ. */
    private record Sender(DatagramPeer peer, List<String> sent) {}

    UdpWorld(SimulatedNetwork network, Budget budget) throws IOException {
        this(network, ServerOptions.defaults().withBudget(budget), new UdpScript());
    }

    UdpWorld(SimulatedNetwork network, ServerOptions options, UdpScript handler) throws IOException {
        this.network = network;
        this.handler = handler;
        loop = new EventLoop(network, network::nanoTime, network.executor());
        server = new UdpServer(loop, new InetSocketAddress("127.0.0.1", 0), () -> handler, options) {
            @Override
            protected void handleError(@Nullable SocketAddress clientAddress, Throwable failure) {
                errors.add(failure);
            }
        };
        server.serveForever();
        loop.runOnce();
    }

    /** Clients that send what the seed says, and somebody on another thread's behalf who sends to them, unasked. */
    void clients(long seed) {
        var random = new Random(seed);
        for (int count = 1 + random.nextInt(4); count > 0; count--) {
            client(random, 1 + random.nextInt(60), Duration.ofMillis(random.nextInt(200)));
        }
    }

    void client(Random random, int datagrams, Duration within) {
        var sender = new Sender(network.datagramPeer(), new ArrayList<>());
        senders.add(sender);
        for (int i = 0; i < datagrams; i++) {
            byte[] bytes = datagram(random);
            sender.sent.add(key(bytes));
            network.after(
                    Duration.ofNanos((long) (random.nextDouble() * within.toNanos())),
                    () -> sender.peer.send(bytes, server.serverAddress()));
        }
    }

    /** Short, long or as long as can be; each another, but for the empty ones. */
    private byte[] datagram(Random random) {
        int size = switch (random.nextInt(10)) {
            case 0 -> 0;
            case 1 -> 65_507;
            case 2, 3, 4 -> 8 + random.nextInt(10_000);
            default -> 8 + random.nextInt(100);
        };
        return size == 0
                ? new byte[0]
                : ByteBuffer.allocate(size).putInt(0, named++).array();
    }

    private static String key(byte[] bytes) {
        return bytes.length + ":"
                + (bytes.length == 0 ? 0 : ByteBuffer.wrap(bytes).getInt());
    }

    /** Lets so much virtual time pass. */
    void pass(Duration time) throws IOException {
        VirtualTime.pass(loop, time);
    }

    /** Each answer is one of what that client sent, and came no more often than the network can double a round trip. */
    void checkEveryAnswerWasAskedFor() {
        for (Sender sender : senders) {
            Map<String, Integer> answers = new HashMap<>();
            sender.peer.received().forEach(bytes -> answers.merge(key(bytes), 1, Integer::sum));
            answers.forEach((key, count) -> {
                long asked = sender.sent.stream().filter(key::equals).count();
                check(asked > 0, "an answer to nothing: " + key);
                check(count <= 4 * asked, count + " answers to " + asked + " of " + key);
            });
        }
    }

    /** Where nothing is lost on its way, nothing is lost at all. */
    void checkEveryoneWasAnswered() {
        for (Sender sender : senders) {
            List<String> answers =
                    sender.peer.received().stream().map(UdpWorld::key).sorted().toList();
            check(answers.equals(sender.sent.stream().sorted().toList()), "answered: " + answers);
        }
    }

    long answers() {
        return senders.stream()
                .mapToLong(sender -> sender.peer.received().size())
                .sum();
    }

    void checkTheNumbers() {
        var numbers = server.datagrams();
        long handled = handler.calls().stream()
                .filter(call -> call.startsWith("handle"))
                .count();
        check(numbers.received() == handled, numbers.received() + " received, " + handled + " handled");
        long answered = numbers.sent() + numbers.dropped() + numbers.refused() + numbers.failed();
        check(answered == handled, answered + " answered, " + handled + " handled");
    }

    void checkNothingIsLeft() {
        check(server.budget().usedBytes() == 0, server.budget().usedBytes() + " bytes are charged");
        check(network.descriptors() <= 1, network.descriptors() + " descriptors are open");
    }

    /** Nothing happens any more: no timer is armed, and the selector waits for nothing that is there. */
    void checkItStalls() {
        try {
            for (int turns = 0; turns < MOST_TURNS; turns++) {
                loop.runOnce();
            }
        } catch (IllegalStateException stalled) {
            check(String.valueOf(stalled.getMessage()).startsWith("stalled"), stalled.toString());
            return;
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
        throw new AssertionError("something goes on for ever");
    }

    void close() throws IOException {
        server.close();
        check(handler.calls().stream().filter("finish"::equals).count() == 1, "finish was not called once");
        loop.close();
        check(network.descriptors() == 0, network.descriptors() + " descriptors are open after close");
        check(server.budget().usedBytes() == 0, server.budget().usedBytes() + " bytes are charged after close");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
