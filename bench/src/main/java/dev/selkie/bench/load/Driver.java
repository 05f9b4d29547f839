package dev.selkie.bench.load;

import dev.selkie.bench.measure.ProcessCpu;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Many clients on the caller's thread, and what they all count. */
final class Driver implements AutoCloseable {
    private static final long LONGEST_WAIT_MILLIS = 100;

    /** Nearer than this, waiting is not exact enough: it looks for what is ready instead, again and again. */
    private static final long SPIN_NANOS = 2_000_000;

    private final Selector selector = Selector.open();
    private final ByteBuffer input = ByteBuffer.allocateDirect(RepeatedBytes.PIECE_BYTES);
    private final List<Client> clients = new ArrayList<>();
    private final Consumer<SelectionKey> ready = this::ready;
    private Histogram latencyNanos = new Histogram(3);
    private long onTheirWay;
    private long bytes;
    private long lost;
    private boolean asking;
    private @Nullable IOException failure;

    Driver() throws IOException {}

    Selector selector() {
        return selector;
    }

    /** Where all clients receive, one after the other. */
    ByteBuffer input() {
        return input.clear();
    }

    void add(Client client) {
        clients.add(client);
    }

    /** Whether an answer is to be followed by another request. */
    boolean asking() {
        return asking;
    }

    void requested() {
        onTheirWay++;
    }

    void received(int count) {
        bytes += count;
    }

    void answered(long requestedNanos) {
        onTheirWay--;
        latencyNanos.recordValue(Math.max(0, System.nanoTime() - requestedNanos));
    }

    void lost() {
        lost++;
    }

    /** Warms up, measures; between the two, and at the end, all is answered. */
    LoadResult run(Pace pace, long serverPid) throws IOException {
        if (!pace.warmUp().isZero()) {
            go(pace, pace.warmUp());
        }
        return measure(serverPid, () -> go(pace, pace.measured()));
    }

    /** One request of each client, all at once. */
    LoadResult once(long serverPid) throws IOException {
        return measure(serverPid, () -> {
            long now = System.nanoTime();
            for (Client client : clients) {
                client.request(now);
            }
            finish();
        });
    }

    private interface Going {
        void go() throws IOException;
    }

    private LoadResult measure(long serverPid, Going load) throws IOException {
        latencyNanos = new Histogram(3);
        bytes = 0;
        lost = 0;
        ProcessCpu server = ProcessCpu.of(serverPid);
        ProcessCpu own = ProcessCpu.of(ProcessHandle.current().pid());
        long begin = System.nanoTime();
        load.go();
        long end = System.nanoTime();
        return new LoadResult(
                latencyNanos.getTotalCount(),
                bytes,
                end - begin,
                server.nanosSince(),
                own.nanosSince(),
                lost,
                latencyNanos);
    }

    private void go(Pace pace, Duration time) throws IOException {
        long begin = System.nanoTime();
        if (pace.isOpen()) {
            schedule(begin, time.toNanos(), 1e9 / pace.perSecond());
        } else {
            asking = true;
            for (Client client : clients) {
                client.begin(System.nanoTime());
            }
            long left;
            while ((left = begin + time.toNanos() - System.nanoTime()) > 0) {
                step(left);
            }
            asking = false;
        }
        finish();
    }

    private void schedule(long begin, long nanos, double interval) throws IOException {
        long number = 0;
        long due;
        while ((due = (long) (number * interval)) < nanos) {
            long left = begin + due - System.nanoTime();
            if (left <= 0) {
                clients.get((int) (number++ % clients.size())).request(begin + due);
            } else {
                step(left);
            }
        }
    }

    private void finish() throws IOException {
        long begin = System.nanoTime();
        while (onTheirWay > 0) {
            if (System.nanoTime() - begin > Pace.GRACE.toNanos()) {
                throw new IOException(onTheirWay + " answers are missing after " + Pace.GRACE.toSeconds() + " s");
            }
            step(Long.MAX_VALUE);
        }
    }

    private void step(long mostNanos) throws IOException {
        int count = asking || mostNanos > SPIN_NANOS
                ? selector.select(ready, Math.max(1, Math.min(mostNanos / 1_000_000 - 1, LONGEST_WAIT_MILLIS)))
                : selector.selectNow(ready);
        if (failure != null) {
            throw failure;
        }
        if (count == 0 && mostNanos > SPIN_NANOS) {
            for (Client client : clients) {
                client.overdue(System.nanoTime());
            }
        }
    }

    private void ready(SelectionKey key) {
        try {
            ((Client) key.attachment()).ready(key);
        } catch (IOException e) {
            failure = e;
        }
    }

    @Override
    public void close() throws IOException {
        for (Client client : clients) {
            client.close();
        }
        selector.close();
    }
}
