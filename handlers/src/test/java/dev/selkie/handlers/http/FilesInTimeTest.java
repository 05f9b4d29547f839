package dev.selkie.handlers.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.selkie.connection.CloseReason;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.ServerOptions;
import dev.selkie.server.TcpServer;
import dev.selkie.simulation.Conditions;
import dev.selkie.simulation.Conversation;
import dev.selkie.simulation.Peer;
import dev.selkie.simulation.SimulatedNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In a simulated network, where time is virtual; the files are real. */
@Timeout(120)
class FilesInTimeTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path root;

    private Site site;

    @BeforeEach
    void write() throws Exception {
        write("a.txt", "0123456789", NOON.instant());
        write("long.txt", "x".repeat(20_000), NOON.instant());
        site = Site.of(root, NOON);
    }

    private void write(String name, String text, Instant modified) throws IOException {
        Path file = Files.writeString(root.resolve(name), text);
        Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    @Test
    @DisplayName("B18: requests however they are cut")
    void shouldAnswerTheSameHoweverRequestsAreCut() throws Exception {
        String answers = Conversation.with(() -> new FilesHandler(site))
                .saying(
                        "GET /a.txt HTTP/1.1\r\nHost: x\r\nRange: bytes=1-3\r\n\r\n\r\n"
                                + "HEAD /long.txt HTTP/1.1\r\nHost: x\r\n\r\nGET /none HTTP/1.1\r\nHost: x\r\n\r\n"
                                + "GET /a.txt HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\n\r\nGET /a")
                .underEverySegmentation();

        assertThat(Website.statuses(answers)).containsExactly(206, 200, 404, 200);
        assertThat(answers).endsWith("\r\n\r\n0123456789").doesNotContain("[");
    }

    @Test
    void shouldRefuseTheSameHoweverItIsCut() throws Exception {
        String answers = Conversation.with(() -> new FilesHandler(site))
                .saying(
                        "GET /long.txt HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost : x\r\n\r\nGET /a.txt HTTP/1.1")
                .underEverySegmentation();

        assertThat(Website.statuses(answers)).containsExactly(200, 400);
    }

    @Test
    @DisplayName("B13: a head that drips")
    void shouldSayThatARequestTookTooLong() throws Exception {
        assertThat(Website.statuses(answerOf("GET /a.txt HTTP/1.1\r\nHost:"))).containsExactly(408);
        assertThat(Website.statuses(answerOf("GET /a.txt HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc")))
                .containsExactly(408);
        assertThat(Website.statuses(answerOf("GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\nG")))
                .containsExactly(200, 408);
    }

    @Test
    void shouldSayNothingToWhoAsksNothingMore() throws Exception {
        assertThat(answerOf("")).isEmpty();
        assertThat(answerOf("\r\n\r\n")).isEmpty();
        assertThat(Website.statuses(answerOf("GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n\r\n")))
                .containsExactly(200);
    }

    /** Sends and waits, and does not end its side. */
    private String answerOf(String said) throws Exception {
        var network = new SimulatedNetwork(1, Conditions.CALM);
        return answerOf(network, network.executor(), said);
    }

    private String answerOf(SimulatedNetwork network, Executor executor, String said) throws Exception {
        try (var loop = new EventLoop(network, network::nanoTime, executor);
                var server = serve(loop)) {
            Peer peer = network.connect(server.serverAddress());
            network.after(Duration.ZERO, () -> peer.send(said.getBytes(ISO_8859_1)));
            boolean[] over = {false};
            loop.schedule(Duration.ofHours(1), () -> over[0] = true);
            loop.runUntil(() -> over[0] || peer.hasEnded() || peer.isBroken());
            assertThat(peer.hasEnded()).isTrue();
            return new String(peer.received(), ISO_8859_1);
        }
    }

    @Test
    void shouldAnswerWhatWasAskedForBeforeTheServerCloses() throws Exception {
        var network = new SimulatedNetwork(1, Conditions.CALM);
        var tasks = new ArrayDeque<Runnable>();
        try (var loop = new EventLoop(network, network::nanoTime, tasks::add);
                var server = serve(loop)) {
            Peer asking = network.connect(server.serverAddress());
            Peer silent = network.connect(server.serverAddress());
            asking.send("GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n".repeat(2).getBytes(ISO_8859_1));
            loop.runUntil(() -> !tasks.isEmpty());
            loop.execute(() -> {
                try {
                    server.close(Duration.ofSeconds(5));
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            loop.runUntil(silent::hasEnded);
            assertThat(asking.received()).isEmpty();
            tasks.remove().run();
            loop.runUntil(asking::hasEnded);
            assertThat(Website.statuses(new String(asking.received(), ISO_8859_1)))
                    .containsExactly(200);
            assertThat(tasks).isEmpty();
        }
    }

    @Test
    @DisplayName("H18: connections that are kept alive hold all the places")
    void shouldEndAConnectionThatIsIdleForANewOneAndNoneThatAsksOrWaitsForItsAnswer() throws Exception {
        String request = "GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n";
        var network = new SimulatedNetwork(1, Conditions.CALM);
        var tasks = new ArrayDeque<Runnable>();
        try (var loop = new EventLoop(network, network::nanoTime, tasks::add);
                var server = serve(loop, ServerOptions.defaults().withMaxConnections(3))) {
            Peer idle = network.connect(server.serverAddress()).send(request.getBytes(ISO_8859_1));
            loop.runUntil(() -> tasks.size() == 1);
            tasks.remove().run();
            Peer waiting = network.connect(server.serverAddress()).send(request.getBytes(ISO_8859_1));
            Peer asking = network.connect(server.serverAddress()).send("GET /a.t".getBytes(ISO_8859_1));
            loop.runUntil(() -> tasks.size() == 1);
            Peer oneMore = network.connect(server.serverAddress()).send(request.getBytes(ISO_8859_1));
            runFor(loop, Duration.ofSeconds(2));
            assertThat(idle.hasEnded()).isTrue();
            assertThat(new String(idle.received(), ISO_8859_1)).endsWith("0123456789");
            assertThat(waiting.hasEnded() || asking.hasEnded()).isFalse();
            idle.close();
            loop.runUntil(() -> tasks.size() == 2);
            tasks.forEach(Runnable::run);
            loop.runUntil(() -> oneMore.received().length > 0 && waiting.received().length > 0);
            assertThat(server.counters().closed(CloseReason.EVICTED)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("F8: an answer that nobody waits for")
    void shouldCloseTheFileOfAnAnswerThatNobodyWaitsForAnyMore() throws Exception {
        Path open = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(open), "the open files are not to be seen");
        var network = new SimulatedNetwork(1, Conditions.CALM);
        var tasks = new ArrayDeque<Runnable>();
        for (boolean isLate : new boolean[] {true, false}) {
            try (var loop = new EventLoop(network, network::nanoTime, tasks::add);
                    var server = serve(loop)) {
                Peer peer = network.connect(server.serverAddress());
                peer.send("GET /long.txt HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
                loop.runUntil(() -> !tasks.isEmpty());
                Runnable opening = tasks.remove();
                if (isLate) {
                    server.close(Duration.ZERO);
                    opening.run();
                } else {
                    opening.run();
                    assertThat(openFiles(open)).contains(root.resolve("long.txt"));
                    server.close(Duration.ZERO);
                }
                assertThat(openFiles(open)).doesNotContain(root.resolve("long.txt"));
            }
        }
    }

    private static List<Path> openFiles(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (var links = Files.newDirectoryStream(folder)) {
            for (Path link : links) {
                try {
                    files.add(Files.readSymbolicLink(link));
                } catch (NoSuchFileException closed) {
                    // it was that of the folder
                }
            }
        }
        return files;
    }

    private TcpServer serve(EventLoop loop) throws IOException {
        return serve(loop, ServerOptions.defaults());
    }

    private TcpServer serve(EventLoop loop, ServerOptions options) throws IOException {
        var server = new TcpServer(
                loop,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () -> new FilesHandler(site),
                options);
        server.serveForever();
        return server;
    }

    @Test
    void shouldAnswerFromMemoryForAMomentIfAFileHasNotChangedOfLate() throws Exception {
        Instant longAgo = NOON.instant().minusSeconds(RecentFiles.SETTLED_SECONDS + 1);
        write("old.txt", "first", longAgo);
        write("young.txt", "first", longAgo.plusSeconds(1));
        var network = new SimulatedNetwork(1, Conditions.CALM);
        try (var loop = new EventLoop(network, network::nanoTime, Runnable::run);
                var server = serve(loop)) {
            Peer peer = network.connect(server.serverAddress());
            assertThat(bodies(loop, peer)).containsExactly("first", "first");
            write("old.txt", "second", longAgo);
            write("young.txt", "second", longAgo);
            assertThat(bodies(loop, peer)).containsExactly("first", "second");
            assertThat(bodies(loop, peer)).containsExactly("first", "second"); // what is kept is not used up

            runFor(loop, Duration.ofNanos(2 * RecentFiles.MOMENT_NANOS));
            assertThat(bodies(loop, peer)).containsExactly("second", "second");
        }
    }

    @Test
    void shouldAnswerAFewOfManyAtOnceFromMemoryAndTheOthersInTurn() throws Exception {
        write("old.txt", "0123456789", NOON.instant().minusSeconds(RecentFiles.SETTLED_SECONDS + 1));
        var tasks = new AtomicInteger();
        Executor counting = task -> {
            tasks.incrementAndGet();
            task.run();
        };

        String answers = answerOf(
                new SimulatedNetwork(1, Conditions.CALM),
                counting,
                "GET /old.txt HTTP/1.1\r\nHost: x\r\n\r\n".repeat(20));

        assertThat(Website.statuses(answers)).hasSize(20).containsOnly(200);
        assertThat(tasks).hasValue(20 - FilesHandler.MOST_RECENT_AT_ONCE);
    }

    @Test
    void shouldRememberNothingOfItsPreparation() throws Exception {
        Instant longAgo = NOON.instant().minusSeconds(RecentFiles.SETTLED_SECONDS + 1);
        write("index.html", "before", longAgo);
        site.prepare();
        write("index.html", "after", longAgo);

        assertThat(answerOf("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).endsWith("after");
    }

    /** What there is of both, asked for now, and answered within a millisecond. */
    private static List<String> bodies(EventLoop loop, Peer peer) throws IOException {
        int before = peer.received().length;
        String both = "GET /old.txt HTTP/1.1\r\nHost: x\r\n\r\nGET /young.txt HTTP/1.1\r\nHost: x\r\n\r\n";
        peer.send(both.getBytes(ISO_8859_1));
        runFor(loop, Duration.ofMillis(1));
        String answers = new String(peer.received(), ISO_8859_1).substring(before);
        return Pattern.compile("(?<=\r\n\r\n)(first|second)")
                .matcher(answers)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static void runFor(EventLoop loop, Duration duration) throws IOException {
        boolean[] over = {false};
        loop.schedule(duration, () -> over[0] = true);
        loop.runUntil(() -> over[0]);
    }

    @Test
    @DisplayName("L9: an answer that is there goes out, however much others have made: only the next one waits")
    void shouldSendAnAnswerWhileManyLargerOnesAreOnTheirWay() throws Exception {
        var network = new SimulatedNetwork(1, Conditions.CALM);
        var tasks = new ArrayDeque<Runnable>();
        try (var loop = new EventLoop(network, network::nanoTime, tasks::add);
                var server = serve(loop)) {
            Peer peer = network.connect(server.serverAddress());
            peer.send("GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
            loop.runUntil(() -> !tasks.isEmpty());
            site.handover().put(Long.MAX_VALUE / 2);
            var worker = new Thread(tasks.remove());
            worker.start();
            Awaitility.await().until(() -> worker.getState() == Thread.State.TIMED_WAITING);

            loop.runOnce(Duration.ZERO);
            loop.runOnce(Duration.ZERO);
            assertThat(peer.received()).isNotEmpty();
            site.handover().taken(Long.MAX_VALUE / 2);
            worker.join();
        }
    }

    @Test
    void shouldSayThatThereIsTooMuchToDo() throws Exception {
        var network = new SimulatedNetwork(1, Conditions.CALM);
        Executor exhausted = task -> {
            throw new RejectedExecutionException("no thread");
        };

        String answer = answerOf(network, exhausted, "GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 503 Service Unavailable\r\n").contains("\r\nRetry-After: 1\r\n");
    }
}
