package dev.selkie.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.HdrHistogram.Histogram;

/** Many conversations with one echo server, all on the caller's thread. */
record EchoLoad(InetSocketAddress address, int connections, int messages, int bytes, Duration timeLimit) {
    /** How far apart messages can begin in the pattern; a prime, so that neighbours never send the same bytes. */
    private static final int OFFSETS = 1009;

    private static final int BYTES_PER_READ = 64 * 1024;

    /**
     * What was measured.
     *
     * @param messages that came back
     * @param time from the first message, when all are connected, to the last
     * @param latencyNanos from the start of a message until its last byte is back
     */
    record Result(long messages, Duration time, Histogram latencyNanos) {}

    /**
     * Runs it to the end.
     *
     * @throws IOException when a connection cannot be made or breaks, a byte comes back wrong, or time runs out
     */
    Result run() throws IOException {
        ByteBuffer pattern = pattern();
        ByteBuffer input = ByteBuffer.allocateDirect(BYTES_PER_READ);
        var latencyNanos = new Histogram(3);
        List<Conversation> conversations = new ArrayList<>();
        try (var selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                int number = i;
                conversations.add(new Conversation(
                        selector,
                        address,
                        messages,
                        bytes,
                        message -> pattern.slice(Math.floorMod(31 * number + 7 * message, OFFSETS), bytes)));
            }
            long start = System.nanoTime();
            for (Conversation conversation : conversations) {
                conversation.begin();
            }
            converse(selector, input, latencyNanos, start);
            return new Result(latencyNanos.getTotalCount(), Duration.ofNanos(System.nanoTime() - start), latencyNanos);
        } finally {
            for (Conversation conversation : conversations) {
                conversation.close();
            }
        }
    }

    private ByteBuffer pattern() {
        byte[] random = new byte[bytes + OFFSETS];
        new Random(1).nextBytes(random);
        return ByteBuffer.allocateDirect(random.length).put(random).flip();
    }

    private void converse(Selector selector, ByteBuffer input, Histogram latencyNanos, long start) throws IOException {
        int open = connections;
        while (open > 0) {
            long leftMillis = timeLimit.minusNanos(System.nanoTime() - start).toMillis();
            if (leftMillis <= 0) {
                throw new IOException(timeLimit.toSeconds() + " s have passed, and only " + latencyNanos.getTotalCount()
                        + " messages have come back");
            }
            selector.select(leftMillis);
            for (var key : selector.selectedKeys()) {
                if (!((Conversation) key.attachment()).ready(input, latencyNanos)) {
                    open--;
                }
            }
            selector.selectedKeys().clear();
        }
    }
}
