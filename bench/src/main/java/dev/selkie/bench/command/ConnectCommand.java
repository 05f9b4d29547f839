package dev.selkie.bench.command;

import static dev.selkie.bench.command.Situation.count;

import dev.selkie.bench.load.ConnectLoad;
import dev.selkie.bench.peer.Service;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code selkie-bench connect}. */
@Command(
        name = "connect",
        description = "Processor time of an echo server for a connection with one message, from accept to close.")
final class ConnectCommand extends Benchmark {
    private static final int MESSAGE_BYTES = 16;

    @Option(names = "--clients", paramLabel = "COUNT", split = ",", description = "Connections at once (64).")
    private List<Integer> clients = List.of(64);

    @Override
    void measure(Session session) throws IOException {
        for (int atOnce : clients) {
            var situation = Situation.of(
                            "connect",
                            "connect, echo, close: " + count(atOnce, "client") + " at once",
                            "µs CPU a connection")
                    .with("clients", atOnce);
            session.compare(situation, Service.ECHO, (peer, round) -> {
                var load = new ConnectLoad(peer.address(), peer.pid(), atOnce, MESSAGE_BYTES, session.pace(round));
                return Samples.cpuMicros(session.load(load));
            });
        }
    }
}
