package dev.selkie.bench.command;

import static dev.selkie.bench.command.Situation.count;

import dev.selkie.bench.load.DatagramLoad;
import dev.selkie.bench.peer.Service;
import dev.selkie.bench.report.Sizes;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code selkie-bench udp}. */
@Command(name = "udp", description = "Processor time of an echo server for each datagram.")
final class UdpCommand extends Benchmark {
    @Option(names = "--sockets", paramLabel = "COUNT", split = ",", description = "Clients at once (64).")
    private List<Integer> sockets = List.of(64);

    @Option(names = "--size", paramLabel = "BYTES", split = ",", description = "Bytes of a datagram (64).")
    private List<Integer> sizes = List.of(64);

    @Override
    void measure(Session session) throws IOException {
        for (int clients : sockets) {
            for (int bytes : sizes) {
                var situation = Situation.of(
                                "udp", count(clients, "client") + ", " + Sizes.of(bytes), "µs CPU a datagram")
                        .with("sockets", clients)
                        .with("bytes", bytes);
                session.compare(situation, Service.UDP, (peer, round) -> {
                    var load = new DatagramLoad(peer.address(), peer.pid(), clients, bytes, session.pace(round));
                    return Samples.cpuMicros(session.load(load));
                });
            }
        }
    }
}
