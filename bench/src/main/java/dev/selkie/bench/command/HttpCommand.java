package dev.selkie.bench.command;

import static dev.selkie.bench.command.Situation.count;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.selkie.bench.load.HttpLoad;
import dev.selkie.bench.peer.Service;
import dev.selkie.bench.peer.Setup;
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
@Command(name = "http", description = "Processor time of an HTTP server for each request.")
final class HttpCommand extends Benchmark {
    private static final int FILE_BYTES = 1024;
    private static final String HELLO = "Hello, World";

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
        Path helloFile = Files.writeString(session.setup().documents().resolve("hello"), HELLO);
        Path smallFile = session.document("small", FILE_BYTES);
        // As old as most files of a site are: servers may keep such files for a while.
        var yesterday = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
        Files.setLastModifiedTime(helloFile, yesterday);
        Files.setLastModifiedTime(smallFile, yesterday);
        var hello = new Document("/hello", HELLO);
        var small = new Document("/small", Files.readString(smallFile, ISO_8859_1));
        Setup logging = session.setup().withRequestLog();
        for (int clients : connections) {
            for (int pipeline : pipelines) {
                String manner = count(clients, "connection") + ", " + pipeline + " at a time";
                compare(session, session.setup(), "hello, " + manner, clients, pipeline, hello);
                compare(session, session.setup(), "a file of 1 KiB, " + manner, clients, pipeline, small);
                if (!session.quick()) {
                    compare(session, logging, "a file of 1 KiB, " + manner + ", logged", clients, pipeline, small);
                }
            }
            if (!session.quick()) {
                String manner = "hello, a connection each, " + count(clients, "client") + " at once";
                compare(session, session.setup(), manner, clients, 0, hello);
            }
        }
    }

    private record Document(String path, String body) {}

    /** A pipeline of 0 is one request for each connection. */
    private static void compare(
            Session session, Setup setup, String title, int clients, int pipeline, Document document)
            throws IOException {
        Service service = pipeline == 0 ? Service.HELLO : Service.HTTP;
        var situation = Situation.of("http", title, "µs CPU a request")
                .with("connections", clients)
                .with("pipeline", pipeline)
                .with("bytes", document.body.length())
                .with("logged", setup.logsRequests() ? 1 : 0);
        session.compare(
                situation,
                peer -> peer.serves(service) && (peer.logsRequests() || !setup.logsRequests()),
                peer -> peer.start(service, setup),
                (peer, round) -> Samples.cpuMicros(session.load(new HttpLoad(
                        peer.address(),
                        peer.pid(),
                        clients,
                        pipeline,
                        document.path,
                        document.body,
                        session.pace(round)))));
    }
}
