package dev.selkie.bench.command;

import static dev.selkie.bench.command.Situation.count;

import dev.selkie.bench.load.EchoLoad;
import dev.selkie.bench.load.IdleLoad;
import dev.selkie.bench.load.LoadResult;
import dev.selkie.bench.measure.ProcessCpu;
import dev.selkie.bench.measure.ProcessMemory;
import dev.selkie.bench.peer.RunningPeer;
import dev.selkie.bench.peer.Service;
import dev.selkie.bench.report.Sample;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code selkie-bench idle}. */
@Command(name = "idle", description = "What connections cost an echo server that say nothing: memory, processor time.")
final class IdleCommand extends Benchmark {
    private static final int BUSY = 64;
    private static final int MESSAGE_BYTES = 16;

    @Option(
            names = "--connections",
            paramLabel = "COUNT",
            description = "Idle connections (default: 10000; quick: 1000).")
    private @Nullable Integer connections;

    @Override
    void measure(Session session) throws IOException {
        int idle = connections != null ? connections : session.quick() ? 1000 : 10_000;
        heap(session, idle);
        if (!session.quick()) {
            busy(session, idle);
        }
    }

    private static void heap(Session session, int idle) throws IOException {
        var situation = Situation.of("idle", count(idle, "idle connection"), "bytes of live heap a connection")
                .with("idle", idle);
        session.compareFresh(situation, peer -> peer.serves(Service.ECHO) && peer.isJava(), (peer, round) -> {
            try (RunningPeer running = peer.start(Service.ECHO, session.setup())) {
                return memory(session, running, idle);
            }
        });
    }

    /** Some have been there before: classes are loaded, pools are filled. */
    private static Sample memory(Session session, RunningPeer peer, int idle) throws IOException {
        var java = session.setup().java();
        session.load(new IdleLoad(peer.address(), idle / 10));
        long heapBefore = ProcessMemory.liveHeapBytes(peer.pid(), java);
        long residentBefore = ProcessMemory.residentBytes(peer.pid()).orElse(0L);
        session.load(new IdleLoad(peer.address(), idle / 10 + idle));
        long heap = ProcessMemory.liveHeapBytes(peer.pid(), java) - heapBefore;
        long resident = ProcessMemory.residentBytes(peer.pid()).orElse(0L) - residentBefore;
        double cpu = idleCpuMillis(session, peer);
        session.load(new IdleLoad(peer.address(), 0));
        Map<String, Double> more = new LinkedHashMap<>();
        more.put("resident bytes", (double) resident / idle);
        more.put("ms CPU a s", cpu);
        return new Sample((double) heap / idle, more, Samples.NO_LATENCY);
    }

    private static double idleCpuMillis(Session session, RunningPeer peer) throws IOException {
        var before = ProcessCpu.of(peer.pid());
        long begin = System.nanoTime();
        session.pauseForOneMeasurement();
        return before.nanosSince() * 1e3 / (System.nanoTime() - begin);
    }

    private static void busy(Session session, int idle) throws IOException {
        var situation = Situation.of(
                        "idle", BUSY + " busy ones among " + idle + " idle ones", "× the cost without them")
                .with("idle", idle)
                .with("busy", BUSY);
        session.compare(situation, Service.ECHO, (peer, round) -> {
            var load = new EchoLoad(peer.address(), peer.pid(), BUSY, MESSAGE_BYTES, 1, session.pace(round));
            double without = micros(session.load(load));
            session.load(new IdleLoad(peer.address(), idle));
            double among = micros(session.load(load));
            session.load(new IdleLoad(peer.address(), 0));
            Map<String, Double> more = new LinkedHashMap<>();
            more.put("µs without", without);
            more.put("µs among", among);
            return new Sample(among / without, more, Samples.NO_LATENCY);
        });
    }

    private static double micros(LoadResult result) {
        return result.serverCpuNanos() / 1e3 / result.exchanges();
    }
}
