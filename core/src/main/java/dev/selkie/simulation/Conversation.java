package dev.selkie.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.selkie.handler.BaseRequestHandler;
import dev.selkie.handler.BlockingRequestHandler;
import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.TcpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One conversation of a client with a handler, held again and again with the client's bytes cut in other places: a handler
 * that takes what arrives together for one message does not survive it.
 *
 * <pre>{@code
 * String answer = Conversation.with(UpperCaseLines::new).saying("grüezi\nwohl\n").underEverySegmentation();
 * }</pre>
 *
 * <p>The client says all, ends its side and reads to the end, in a simulated network and in virtual time.
 */
public final class Conversation {
    /** A handler that says nothing for longer has not answered. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private static final Duration BETWEEN_PIECES = Duration.ofMillis(1);
    private static final int RANDOM_CUTS = 100;

    private final RequestHandlerFactory factory;
    private final byte[] said;

    private Conversation(RequestHandlerFactory factory, byte[] said) {
        this.factory = factory;
        this.said = said;
    }

    /**
     * A conversation with nothing said yet.
     *
     * @param factory makes the handler, a new one each time
     * @return to be told what to say
     */
    public static Conversation with(RequestHandlerFactory factory) {
        return new Conversation(factory, new byte[0]);
    }

    /**
     * The same with more to say.
     *
     * @param text sent as UTF-8
     * @return a new one
     */
    public Conversation saying(String text) {
        byte[] more = text.getBytes(UTF_8);
        byte[] all = Arrays.copyOf(said, said.length + more.length);
        System.arraycopy(more, 0, all, said.length, more.length);
        return new Conversation(factory, all);
    }

    /**
     * Holds it with the bytes in one piece, byte by byte, cut in two at every place (inside characters too), and cut at
     * random places.
     *
     * @return what the client got, which was the same each time
     * @throws AssertionError when it was not, with the places of the cuts and both answers; or when the handler threw, with
     *     what it threw as the cause. A {@link BlockingRequestHandler}, whose thread lives in real time, is refused so
     * @throws IOException when the loop fails
     */
    public String underEverySegmentation() throws IOException {
        String whole = held();
        int[] everywhere = new int[Math.max(0, said.length - 1)];
        Arrays.setAll(everywhere, place -> place + 1);
        compare(whole, everywhere);
        for (int cut : everywhere) {
            compare(whole, cut);
        }
        var random = new Random(said.length);
        for (int i = 0; i < RANDOM_CUTS && said.length > 1; i++) {
            var cuts = new TreeSet<Integer>();
            for (int count = 1 + random.nextInt(5); count > 0; count--) {
                cuts.add(1 + random.nextInt(said.length - 1));
            }
            compare(whole, cuts.stream().mapToInt(Integer::intValue).toArray());
        }
        return whole;
    }

    private void compare(String whole, int... cuts) throws IOException {
        String other = held(cuts);
        if (!other.equals(whole)) {
            throw new AssertionError("in one piece it was answered\n" + whole + "\nbut cut at " + Arrays.toString(cuts)
                    + " of its " + said.length + " bytes\n" + other);
        }
    }

    private String held(int... cuts) throws IOException {
        var network = new SimulatedNetwork(1, Conditions.CALM);
        try (var loop = new EventLoop(network, network::nanoTime, network.executor());
                var server = new StrictServer(loop, factory)) {
            server.serveForever();
            Peer peer = network.connect(server.serverAddress());
            Duration time = Duration.ZERO;
            int start = 0;
            for (int i = 0; i <= cuts.length; i++) {
                int end = i < cuts.length ? cuts[i] : said.length;
                byte[] piece = Arrays.copyOfRange(said, start, end);
                network.after(time, () -> peer.send(piece));
                time = time.plus(BETWEEN_PIECES);
                start = end;
            }
            network.after(time, peer::endOutput);
            boolean[] over = {false};
            loop.schedule(PATIENCE, () -> over[0] = true);
            loop.runUntil(() -> over[0] || peer.hasEnded() || peer.isBroken());
            server.check(cuts);
            String ending = peer.hasEnded() ? "" : peer.isBroken() ? "[reset]" : "[no end]";
            return new String(peer.received(), UTF_8) + ending;
        }
    }

    /** Its handlers must not throw. */
    private static final class StrictServer extends TcpServer {
        private @Nullable Throwable failure;

        StrictServer(EventLoop loop, RequestHandlerFactory factory) throws IOException {
            super(
                    loop,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    () -> notBlocking(factory.create()));
        }

        private static BaseRequestHandler notBlocking(BaseRequestHandler handler) {
            if (handler instanceof BlockingRequestHandler) {
                throw new IllegalArgumentException(handler.getClass().getName()
                        + " is a BlockingRequestHandler, whose thread lives in real time: test it with a real socket");
            }
            return handler;
        }

        @Override
        protected void handleError(@Nullable SocketAddress clientAddress, Throwable thrown) {
            failure = failure == null ? thrown : failure;
        }

        void check(int[] cuts) {
            if (failure != null) {
                String how = cuts.length == 0 ? "in one piece" : "cut at " + Arrays.toString(cuts);
                throw new AssertionError("the handler threw, when its bytes came " + how, failure);
            }
        }
    }
}
