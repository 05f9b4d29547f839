package dev.selkie.bench.command;

import static dev.selkie.bench.command.Situation.count;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.selkie.bench.load.HttpLoad;
import dev.selkie.bench.peer.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code selkie-bench http}. */
@Command(name = "http", description = "Processor time of an HTTP server for each request, on connections that stay.")
final class HttpCommand extends Benchmark {
    private static final int FILE_BYTES = 1024;

    @Option(names = "--connections", paramLabel = "COUNT", split = ",", description = "Connections at once (64).")
    private List<Integer> connections = List.of(64);

    @Option(
            names = "--pipeline",
            paramLabel = "COUNT",
            split = ",",
            description = "Requests on their way at once, on each connection (1).")
    private List<Integer> pipelines = List.of(1);

    @Override
    void measure(Session session) throws IOException {
        String hello = "Hello, World";
        Path constant = Files.writeString(session.setup().documents().resolve("hello"), hello);
        Path small = session.document("small", FILE_BYTES);
        for (Path old : List.of(constant, small)) { // as most files of a site are; servers may keep those for a while
            Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
        }
        String file = Files.readString(small, ISO_8859_1);
        for (int clients : connections) {
            for (int pipeline : pipelines) {
                compare(session, clients, pipeline, "/hello", "a constant answer where there is such a thing", hello);
                compare(session, clients, pipeline, "/small", "a file of 1 KiB", file);
            }
        }
    }

    private static void compare(Session session, int clients, int pipeline, String path, String title, String body)
            throws IOException {
        var situation = Situation.of(
                        "http",
                        title + ", " + count(clients, "connection") + ", " + pipeline + " at a time",
                        "µs CPU a request")
                .with("connections", clients)
                .with("pipeline", pipeline)
                .with("bytes", body.length());
        session.compare(situation, Service.HTTP, (peer, round) -> {
            var load = new HttpLoad(peer.address(), peer.pid(), clients, pipeline, path, body, session.pace(round));
            return Samples.cpuMicros(session.load(load));
        });
    }
}
