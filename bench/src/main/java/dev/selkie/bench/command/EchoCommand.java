package dev.selkie.bench.command;

import static dev.selkie.bench.command.Situation.count;

import dev.selkie.bench.load.EchoLoad;
import dev.selkie.bench.peer.Service;
import dev.selkie.bench.report.Sizes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code selkie-bench echo}. */
@Command(
        name = "echo",
        description = {
            "Processor time of an echo server for each message.",
            "Without options, the usual situations; with some, all combinations of what they say."
        })
final class EchoCommand extends Benchmark {
    @Option(names = "--connections", paramLabel = "COUNT", split = ",", description = "Connections at once (64).")
    private List<Integer> connections = new ArrayList<>();

    @Option(names = "--size", paramLabel = "BYTES", split = ",", description = "Bytes of a message (16).")
    private List<Integer> sizes = new ArrayList<>();

    @Option(
            names = "--pipeline",
            paramLabel = "COUNT",
            split = ",",
            description = "Messages on their way at once, on each connection (1).")
    private List<Integer> pipelines = new ArrayList<>();

    private record Cell(int connections, int bytes, int pipeline, boolean isDetail) {}

    private static final List<Cell> USUAL = List.of(
            new Cell(1, 16, 1, true),
            new Cell(16, 16, 1, true),
            new Cell(64, 16, 1, false),
            new Cell(256, 16, 1, true),
            new Cell(1000, 16, 1, false),
            new Cell(5000, 16, 1, false),
            new Cell(64, 16, 16, true),
            new Cell(64, 1024, 16, false),
            new Cell(1000, 1024, 1, false),
            new Cell(64, 65_536, 16, false));

    private static final List<Cell> QUICK =
            List.of(new Cell(64, 16, 1, false), new Cell(1000, 16, 1, false), new Cell(64, 1024, 16, false));

    @Override
    void measure(Session session) throws IOException {
        for (Cell cell : cells(session.quick())) {
            var situation = Situation.of(
                            "echo",
                            count(cell.connections, "connection") + ", " + Sizes.of(cell.bytes) + ", " + cell.pipeline
                                    + " at a time",
                            "µs CPU a message")
                    .with("connections", cell.connections)
                    .with("bytes", cell.bytes)
                    .with("pipeline", cell.pipeline)
                    .detail(cell.isDetail);
            session.compare(situation, Service.ECHO, (peer, round) -> {
                var load = new EchoLoad(
                        peer.address(), peer.pid(), cell.connections, cell.bytes, cell.pipeline, session.pace(round));
                return Samples.cpuMicros(session.load(load));
            });
        }
    }

    private List<Cell> cells(boolean quick) {
        if (connections.isEmpty() && sizes.isEmpty() && pipelines.isEmpty()) {
            return quick ? QUICK : USUAL;
        }
        List<Cell> cells = new ArrayList<>();
        for (int connection : or(connections, 64)) {
            for (int bytes : or(sizes, 16)) {
                for (int pipeline : or(pipelines, 1)) {
                    cells.add(new Cell(connection, bytes, pipeline, false));
                }
            }
        }
        return cells;
    }

    private static List<Integer> or(List<Integer> given, int usual) {
        return given.isEmpty() ? List.of(usual) : given;
    }
}
