package dev.selkie.bench.command;

import static dev.selkie.bench.command.Situation.count;

import dev.selkie.bench.load.EchoLoad;
import dev.selkie.bench.load.Pace;
import dev.selkie.bench.peer.Service;
import dev.selkie.bench.report.Sample;
import dev.selkie.bench.report.Sizes;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code selkie-bench latency}. */
@Command(
        name = "latency",
        description = {
            "Latency of an echo server at a constant rate.",
            "Messages are sent whether or not answers come; each is timed from when it should have been sent."
        })
final class LatencyCommand extends Benchmark {
    @Option(names = "--connections", paramLabel = "COUNT", description = "Connections at once (64).")
    private int connections = 64;

    @Option(names = "--size", paramLabel = "BYTES", description = "Bytes of a message (64).")
    private int bytes = 64;

    @Option(names = "--rate", paramLabel = "COUNT", description = "Messages a second, on all of them (20000).")
    private int rate = 20_000;

    @Override
    void measure(Session session) throws IOException {
        var situation = Situation.of(
                        "latency",
                        count(connections, "connection") + ", " + Sizes.of(bytes) + ", " + rate + " messages a second",
                        "µs p50")
                .with("connections", connections)
                .with("bytes", bytes)
                .with("rate", rate);
        session.compare(situation, Service.ECHO, (peer, round) -> {
            Pace closed = session.pace(round);
            var pace = new Pace(closed.warmUp(), closed.measured(), rate);
            var result = session.load(new EchoLoad(peer.address(), peer.pid(), connections, bytes, 1, pace));
            Map<String, Double> more = new LinkedHashMap<>();
            for (double percentile : new double[] {90, 99, 99.9}) {
                more.put(
                        "p" + (percentile == 99.9 ? "99.9" : (int) percentile) + " µs",
                        Samples.percentileMicros(result, percentile));
            }
            more.put("CPU µs", result.serverCpuNanos() / 1e3 / result.exchanges());
            more.put("per s", result.exchanges() * 1e9 / result.nanos());
            return new Sample(Samples.percentileMicros(result, 50), more, result.latencyNanos());
        });
    }
}
