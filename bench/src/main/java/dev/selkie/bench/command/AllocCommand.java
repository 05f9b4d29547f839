package dev.selkie.bench.command;

import static dev.selkie.bench.command.Situation.count;

import dev.selkie.bench.load.EchoLoad;
import dev.selkie.bench.load.LoadResult;
import dev.selkie.bench.load.Pace;
import dev.selkie.bench.peer.RunningPeer;
import dev.selkie.bench.peer.Service;
import dev.selkie.bench.report.Sample;
import dev.selkie.bench.report.Sizes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code selkie-bench alloc}. */
@Command(name = "alloc", description = "Bytes that an echo server in Java allocates for each message.")
final class AllocCommand extends Benchmark {
    @Option(names = "--connections", paramLabel = "COUNT", description = "Connections at once (64).")
    private int connections = 64;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            split = ",",
            description = "Bytes of a message (16,1024,65536; quick: 16).")
    private @Nullable List<Integer> sizes;

    @Override
    void measure(Session session) throws IOException {
        List<Integer> usual = session.quick() ? List.of(16) : List.of(16, 1024, 65_536);
        List<Integer> all = sizes != null ? sizes : usual;
        for (int bytes : all) {
            var situation = Situation.of(
                            "alloc", count(connections, "connection") + ", " + Sizes.of(bytes), "bytes a message")
                    .with("connections", connections)
                    .with("bytes", bytes)
                    .detail(bytes != all.get(0));
            session.compare(
                    situation,
                    peer -> peer.serves(Service.ECHO) && peer.isJava(),
                    peer -> peer.start(Service.ECHO, session.setup()),
                    (peer, round) -> sample(session, peer, bytes, round));
        }
    }

    /** A short and a long load begin and end alike: what they differ in is messages only. */
    private Sample sample(Session session, RunningPeer peer, int bytes, int round) throws IOException {
        Pace pace = session.pace(round);
        if (round == 0) {
            load(session, peer, bytes, pace.warmUp());
        }
        long begin = peer.allocatedBytes();
        LoadResult few = load(session, peer, bytes, pace.measured().dividedBy(4));
        long between = peer.allocatedBytes();
        LoadResult many = load(session, peer, bytes, pace.measured());
        long end = peer.allocatedBytes();
        long messages = many.exchanges() - few.exchanges();
        return new Sample((double) (end - between - (between - begin)) / Math.max(1, messages));
    }

    private LoadResult load(Session session, RunningPeer peer, int bytes, Duration time) throws IOException {
        return session.load(
                new EchoLoad(peer.address(), peer.pid(), connections, bytes, 1, Pace.closed(Duration.ZERO, time)));
    }
}
