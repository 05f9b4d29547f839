package dev.selkie.bench.command;

import static dev.selkie.bench.command.Situation.count;

import dev.selkie.bench.load.FileLoad;
import dev.selkie.bench.load.LoadResult;
import dev.selkie.bench.peer.Peer;
import dev.selkie.bench.peer.Service;
import dev.selkie.bench.peer.Setup;
import dev.selkie.bench.report.Sample;
import dev.selkie.bench.report.Sizes;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code selkie-bench files}. */
@Command(
        name = "files",
        description = {
            "Processor time of a server that sends a file which is in memory, for each GiB.",
            "Each connection gets an equal part of so much in all. Who is asked for a chunk's size is asked for each of them."
        })
final class FilesCommand extends Benchmark {
    private static final long MIB = 1 << 20;
    private static final double GIB = 1 << 30;

    @Option(names = "--connections", paramLabel = "COUNT", split = ",", description = "Connections at once (1,64).")
    private List<Integer> connections = List.of(1, 64);

    @Option(
            names = "--mib",
            paramLabel = "MIB",
            description = "How much is sent in a round, on all connections together (default: 4096; quick: 512).")
    private @Nullable Integer mib;

    @Option(
            names = "--chunks",
            paramLabel = "KIB",
            split = ",",
            description = "Sent at once, by those that let one choose: 64,256,1024,8192 and 0 for all (quick: 256).")
    private @Nullable List<Integer> chunks;

    @Override
    void measure(Session session) throws IOException {
        long total = (mib != null ? mib : session.quick() ? 512 : 4096) * MIB;
        List<Integer> kibibytes =
                chunks != null ? chunks : session.quick() ? List.of(256) : List.of(64, 256, 1024, 8192, 0);
        long fileBytes = 0;
        for (int clients : connections) {
            fileBytes = Math.max(fileBytes, Math.min(total / clients, (long) GIB));
        }
        session.document("file", fileBytes);
        for (int clients : connections) {
            for (int i = 0; i < kibibytes.size(); i++) {
                boolean everybody = kibibytes.get(i) == 256 || kibibytes.size() == 1;
                compare(session, clients, Math.min(total / clients, fileBytes), kibibytes.get(i) * 1024L, everybody);
            }
        }
    }

    private static void compare(Session session, int clients, long bytes, long chunk, boolean everybody)
            throws IOException {
        Setup setup = session.setup().withChunkBytes(chunk);
        String chunks = chunk == 0 ? "all the socket takes" : Sizes.of(chunk);
        var situation = Situation.of(
                        "files",
                        count(clients, "connection") + ", " + Sizes.of(bytes) + " each, at once " + chunks,
                        "s CPU a GiB")
                .with("connections", clients)
                .with("bytes", bytes)
                .with("chunk", chunk == 0 ? Long.MAX_VALUE : chunk);
        session.compare(
                situation,
                peer -> (peer.serves(Service.FILES) || peer.serves(Service.HTTP)) && (everybody || peer.hasChunks()),
                peer -> peer.start(service(peer), setup),
                (peer, round) -> {
                    String path = peer.service() == Service.HTTP ? "/file" : "";
                    var load = new FileLoad(peer.address(), peer.pid(), clients, bytes, path);
                    return sample(session.loads(load, round));
                });
    }

    /** Those that speak HTTP only are asked for a range. */
    private static Service service(Peer peer) {
        return peer.serves(Service.FILES) ? Service.FILES : Service.HTTP;
    }

    private static Sample sample(List<LoadResult> results) {
        double gibibytes = results.stream().mapToLong(LoadResult::bytes).sum() / GIB;
        var latencies = new Histogram(3);
        double evenness = 0;
        for (LoadResult result : results) {
            Histogram latencyNanos = result.latencyNanos();
            latencies.add(latencyNanos);
            evenness += (double) latencyNanos.getMinValue() / latencyNanos.getMaxValue() / results.size();
        }
        Map<String, Double> more = new LinkedHashMap<>();
        more.put("load s", seconds(results, LoadResult::loadCpuNanos) / gibibytes);
        more.put("GiB/s", gibibytes / seconds(results, LoadResult::nanos));
        more.put("first/last", evenness);
        return new Sample(seconds(results, LoadResult::serverCpuNanos) / gibibytes, more, latencies);
    }

    private static double seconds(List<LoadResult> results, ToLongFunction<LoadResult> nanos) {
        return results.stream().mapToLong(nanos).sum() / 1e9;
    }
}
