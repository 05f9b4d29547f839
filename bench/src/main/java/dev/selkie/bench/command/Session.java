package dev.selkie.bench.command;

import static java.util.Objects.requireNonNull;

import dev.selkie.bench.load.FileContents;
import dev.selkie.bench.load.Load;
import dev.selkie.bench.load.LoadResult;
import dev.selkie.bench.load.Pace;
import dev.selkie.bench.peer.LoadProcess;
import dev.selkie.bench.peer.Peer;
import dev.selkie.bench.peer.Peers;
import dev.selkie.bench.peer.Programs;
import dev.selkie.bench.peer.RunningPeer;
import dev.selkie.bench.peer.Service;
import dev.selkie.bench.peer.Setup;
import dev.selkie.bench.report.Machine;
import dev.selkie.bench.report.Report;
import dev.selkie.bench.report.Sample;
import dev.selkie.bench.report.Series;
import dev.selkie.bench.report.Table;
import dev.selkie.bench.report.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** One run: the load process, the servers, and what was measured so far. */
final class Session implements AutoCloseable {
    /** Those of a quick run, unless others are named; and the bundled program, for what Selkie has only there. */
    private static final List<String> QUICK = List.of(Peers.FLOOR, Peers.NGINX, Peers.SELKIE, Peers.NETTY);

    private static final long USUAL_CHUNK_BYTES = 256 * 1024;

    private final RunOptions options;
    private final PrintWriter out;
    private final Progress progress;
    private final Scratch scratch = new Scratch();
    private final Setup setup;
    private final Map<String, String> facts;
    private final LoadProcess load;
    private final List<Table> tables = new ArrayList<>();

    Session(RunOptions options, PrintWriter out, PrintWriter err) throws IOException {
        this.options = options;
        this.out = out;
        this.progress = new Progress(err);
        Path documents = Files.createDirectory(scratch.directory().resolve("documents"));
        this.setup = new Setup(
                options.java(),
                options.selkieJar != null ? options.selkieJar : Tree.selkieJar(),
                scratch.directory(),
                documents,
                documents.resolve("file"),
                USUAL_CHUNK_BYTES,
                false,
                pin(0));
        this.facts = Machine.facts(options.java(), Tree.jar(), !pin(0).isEmpty());
        this.load = LoadProcess.start(pin(1));
    }

    /** Servers on one processor, the load on another: else the scheduler's choices are measured too. */
    private List<String> pin(int processor) {
        boolean possible =
                Programs.find("taskset").isPresent() && Runtime.getRuntime().availableProcessors() > 1;
        return options.noPin || !possible ? List.of() : List.of("taskset", "-c", String.valueOf(processor));
    }

    boolean quick() {
        return options.quick;
    }

    Setup setup() {
        return setup;
    }

    /** As fast as answers come, for as long as the options say. */
    Pace pace(int round) {
        return Pace.closed(round == 0 ? options.warmUp() : options.rewarming(), options.measured());
    }

    LoadResult load(Load work) throws IOException {
        return load.run(work);
    }

    /** A load that knows no time: again and again, for as long as the options say. */
    List<LoadResult> loads(Load work, int round) throws IOException {
        repeat(work, pace(round).warmUp());
        return repeat(work, pace(round).measured());
    }

    private List<LoadResult> repeat(Load work, Duration time) throws IOException {
        List<LoadResult> results = new ArrayList<>();
        long begin = System.nanoTime();
        do {
            results.add(load.run(work));
        } while (System.nanoTime() - begin < time.toNanos());
        return results;
    }

    /** Waits as long as a server is measured in a round, for what it does when nobody asks it for anything. */
    void pauseForOneMeasurement() throws IOException {
        try {
            Thread.sleep(options.measured().toMillis());
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    /** Puts a file there for the servers to serve. */
    Path document(String name, long bytes) throws IOException {
        Path file = setup.documents().resolve(name);
        FileContents.write(file, bytes);
        return file;
    }

    /** One round's measurement of a server that runs. */
    interface Measurement {
        Sample of(RunningPeer peer, int round) throws IOException;
    }

    /** One round's measurement of a server that does not run. */
    interface FreshMeasurement {
        Sample of(Peer peer, int round) throws IOException;
    }

    /** How a server is started. */
    interface Starter {
        RunningPeer start(Peer peer) throws IOException;
    }

    /** Starts all that have a service, and measures them in turns. */
    void compare(Situation situation, Service service, Measurement measurement) throws IOException {
        compare(situation, peer -> peer.serves(service), peer -> peer.start(service, setup), measurement);
    }

    /** Starts some, and measures them in turns. */
    void compare(Situation situation, Predicate<Peer> which, Starter starter, Measurement measurement)
            throws IOException {
        Map<Peer, RunningPeer> running = new LinkedHashMap<>();
        try {
            compareFresh(situation, which, (peer, round) -> {
                RunningPeer server = running.get(peer);
                if (server == null) {
                    server = starter.start(peer);
                    running.put(peer, server);
                }
                return measurement.of(server, round);
            });
        } finally {
            running.values().forEach(RunningPeer::close);
        }
    }

    /** Measures some in turns. */
    void compareFresh(Situation situation, Predicate<Peer> which, FreshMeasurement measurement) throws IOException {
        List<String> notes = new ArrayList<>();
        Map<Peer, Series> series = new LinkedHashMap<>();
        for (Peer peer : chosen(which, notes)) {
            series.put(peer, new Series(peer.name()));
        }
        List<Peer> turns = new ArrayList<>(series.keySet());
        for (int round = 0; round < options.rounds(); round++) {
            for (Peer peer : List.copyOf(turns)) {
                progress.tell(situation.benchmark() + ": " + situation.title() + " · round " + (round + 1) + " of "
                        + options.rounds() + " · " + peer.name());
                try {
                    requireNonNull(series.get(peer)).add(measurement.of(peer, round));
                } catch (IOException failure) {
                    notes.add(peer.name() + " is not in it: " + failure.getMessage());
                    series.remove(peer);
                    turns.remove(peer);
                }
            }
            Collections.rotate(turns, -1);
        }
        progress.clear();
        if (series.isEmpty() && notes.isEmpty()) {
            return; // none of those that were asked for does that
        }
        add(new Table(
                situation.benchmark(),
                situation.title(),
                situation.unit(),
                situation.parameters(),
                situation.isDetail(),
                List.copyOf(series.values()),
                notes));
    }

    private void add(Table table) {
        tables.add(table);
        out.println(TextTable.of(table));
        out.flush();
    }

    private List<Peer> chosen(Predicate<Peer> which, List<String> notes) {
        List<String> names = new ArrayList<>(options.peers);
        if (options.quick && names.isEmpty()) {
            names.addAll(QUICK);
            if (Peers.all().stream().noneMatch(peer -> peer.name().equals(Peers.SELKIE) && which.test(peer))) {
                names.add(Peers.SELKIE_JAR);
            }
        }
        List<Peer> chosen = new ArrayList<>();
        for (Peer peer : Peers.all()) {
            if (which.test(peer) && (names.isEmpty() || names.contains(peer.name()))) {
                peer.missing(setup)
                        .ifPresentOrElse(
                                reason -> notes.add(peer.name() + " is not in it: " + reason), () -> chosen.add(peer));
            }
        }
        return chosen;
    }

    /** Whether none of those that were asked for does what is measured. */
    boolean isEmpty() {
        return tables.isEmpty();
    }

    /** Writes all that was measured. */
    void write(String command, Path directory) throws IOException {
        new Report(command, facts, tables).write(directory);
    }

    @Override
    public void close() {
        load.close();
        scratch.close();
    }
}
