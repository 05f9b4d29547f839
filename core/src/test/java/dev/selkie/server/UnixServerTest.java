package dev.selkie.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selkie.connection.CloseReason;
import dev.selkie.loop.EventLoop;
import dev.selkie.simulation.SimulatedNetwork;
import dev.selkie.testing.Client;
import dev.selkie.testing.Echo;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixServerTest {
    /** What the JDK takes: see SocketFile. */
    private static final int LONGEST_PATH_BYTES = 106;

    /** The clock of a stage stands still, and with it any grace. */
    private static final ServerOptions AT_ONCE = ServerOptions.defaults().withGrace(Duration.ZERO);

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void choosePath() {
        path = directory.resolve("s");
    }

    @AfterEach
    void checkThatNothingIsLeftBeside() throws IOException {
        assertThat(files()).allSatisfy(file -> assertThat(file).doesNotStartWith("."));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static ServerSocketChannel bind(Path path, int backlog) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path), backlog);
    }

    private void leaveAStaleFile() throws IOException {
        bind(path, 1).close();
        assertThat(path).exists();
    }

    private String say(String text) throws IOException {
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            client.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
            ByteBuffer answer = ByteBuffer.allocate(text.length());
            while (answer.hasRemaining() && client.read(answer) >= 0) {
                // more
            }
            return new String(answer.array(), UTF_8);
        }
    }

    // ---- serving

    @Test
    @DisplayName("S4 test_UnixStreamServer: three sessions; the path is known; after close nobody listens")
    void shouldServeThreeSessions() throws Exception {
        var server = new UnixServer(path, Echo::new);
        var serving = new Thread(() -> {
            try {
                server.serveForever();
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        });
        serving.start();
        assertThat(server.serverAddress()).isEqualTo(UnixDomainSocketAddress.of(path));
        for (int i = 0; i < 3; i++) {
            assertThat(say("hello world\n")).isEqualTo("hello world\n");
        }
        server.shutdown();
        serving.join(10_000);
        assertThat(serving.isAlive()).isFalse();
        server.close();
        assertThat(server.channel().isOpen()).isFalse();
        assertThatThrownBy(() -> say("hello")).isInstanceOf(IOException.class);
    }

    @Test
    void shouldHandleOneRequestAndTellTimeouts() throws IOException {
        try (var server = new UnixServer(path, Echo::new);
                var client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            client.write(ByteBuffer.wrap(new byte[] {1}));
            client.shutdownOutput();
            assertThat(server.handleRequest(Duration.ofSeconds(10))).isTrue();
            assertThat(client.read(ByteBuffer.allocate(2))).isEqualTo(1);
            assertThat(server.handleRequest(Duration.ZERO)).isFalse();
        }
    }

    @Test
    void shouldEchoMoreThanTheSocketHolds() throws IOException {
        byte[] said = new byte[3_000_000];
        new Random(1).nextBytes(said);
        try (var stage = new Stage(Echo::new);
                var server = new UnixServer(stage.loop(), path, Echo::new, AT_ONCE)) {
            server.serveForever();
            Client client = stage.connect(server.serverAddress());
            ByteBuffer source = ByteBuffer.wrap(said);
            stage.stepUntil(() -> {
                client.sendSome(source);
                client.read();
                return !source.hasRemaining();
            });
            assertThat(client.endOutput().receiveAll()).isEqualTo(said);
            stage.stepUntil(() -> server.counters().open() == 0);
            assertThat(server.budget().usedBytes()).isZero();
        }
    }

    @Test
    void shouldTellThatClientsHaveNoAddressOfTheirOwn() throws IOException {
        List<String> seen = new ArrayList<>();
        var handler = new Script() {
            @Override
            protected void onSetup() {
                seen.add(Addresses.format(clientAddress()));
            }
        };
        try (var stage = new Stage(Script::new);
                var server = new UnixServer(stage.loop(), path, () -> handler, AT_ONCE)) {
            server.serveForever();
            stage.connect(server.serverAddress()).send("x");
            stage.stepUntil(() -> handler.events().contains("handle x"));
            assertThat(seen).containsExactly("a unix client");
        }
    }

    @Test
    void shouldBreakAConnectionOffThoughThereIsNoReset() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                peer().abort();
            }
        };
        try (var stage = new Stage(Script::new);
                var server = new UnixServer(stage.loop(), path, () -> handler, AT_ONCE)) {
            server.serveForever();
            Client client = stage.connect(server.serverAddress()).send("x");
            client.receive(1);
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.ABORTED);
        }
    }

    // ---- the file

    @Test
    void shouldLetNobodyElseInFromTheFirstMoment() throws IOException {
        try (var server = new UnixServer(path, Echo::new)) {
            assertThat(server.channel().isOpen()).isTrue();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
            assertThat(files()).containsExactly("s");
        }
    }

    @Test
    @DisplayName("P31, P32: unlike Python's, close removes the file, and the next server can listen there")
    void shouldRemoveTheFileWhenItCloses() throws IOException {
        for (int i = 0; i < 3; i++) {
            var server = new UnixServer(path, Echo::new);
            assertThat(path).exists();
            server.close();
            server.close();
            assertThat(path).doesNotExist();
        }
    }

    @Test
    void shouldRemoveTheFileWhenItHasServed() throws IOException {
        try (var stage = new Stage(Echo::new)) {
            var server = new UnixServer(stage.loop(), path, Echo::new);
            server.serveForever();
            stage.steps(2);
            server.close();
            assertThat(path).doesNotExist();
        }
    }

    @Test
    void shouldRemoveTheFileThoughTheLoopHasBeenClosedBefore() throws IOException {
        var loop = new EventLoop();
        var server = new UnixServer(loop, path, Echo::new);
        server.serveForever();
        loop.runOnce(Duration.ZERO);
        loop.close();
        server.close();
        assertThat(path).doesNotExist();
    }

    @Test
    void shouldRemoveOnlyItsOwnFile() throws IOException {
        var server = new UnixServer(path, Echo::new);
        Files.delete(path);
        try (ServerSocketChannel other = bind(path, 1)) {
            server.close();
            assertThat(path).exists();
            assertThat(other.isOpen()).isTrue();
        }
        Files.delete(path);
        new UnixServer(path, Echo::new).close();
        assertThat(path).doesNotExist();
    }

    @Test
    void shouldCloseThoughTheFileHasGone() throws IOException {
        var server = new UnixServer(path, Echo::new);
        Files.delete(path);
        server.close();
        assertThat(server.channel().isOpen()).isFalse();
    }

    @Test
    @DisplayName("O8: a file on which nobody answers is replaced")
    void shouldReplaceAFileOnWhichNobodyAnswers() throws IOException {
        leaveAStaleFile();
        try (var server = new UnixServer(path, Echo::new);
                var client = SocketChannel.open(server.serverAddress())) {
            assertThat(client.isConnected()).isTrue();
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void shouldTakeAPathThatIsNotAbsolute() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Path relative = here.relativize(path);
        Assumptions.assumeTrue(relative.toString().length() < 90);
        try (var server = new UnixServer(relative, Echo::new)) {
            assertThat(server.serverAddress().getPath()).isEqualTo(relative);
            assertThat(path).exists();
        }
        assertThat(path).doesNotExist();
    }

    // ---- when it cannot listen

    private void assertRefused(Path wanted, String reason) {
        assertThatThrownBy(() -> new UnixServer(wanted, Echo::new))
                .isInstanceOf(BindException.class)
                .hasMessage("cannot listen on " + wanted + ": " + reason);
    }

    @Test
    @DisplayName("O8: a second server leaves the first alone")
    void shouldNotTouchALivingServersFile() throws IOException {
        try (var server = new UnixServer(path, Echo::new)) {
            Object file = Files.getAttribute(path, "unix:ino");
            assertRefused(path, "another server answers there");
            assertThat(Files.getAttribute(path, "unix:ino")).isEqualTo(file);
            server.handleRequest(Duration.ZERO); // the probe
            try (var client = SocketChannel.open(server.serverAddress())) {
                client.shutdownOutput();
                assertThat(server.handleRequest(Duration.ofSeconds(10))).isTrue();
            }
        }
    }

    @Test
    void shouldNotTakeAServerForDeadWhoseQueueIsFull() throws IOException {
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocketChannel busy = bind(path, 1)) {
            fillQueue(waiting);
            assertThat(waiting).isNotEmpty();
            assertRefused(path, "another server answers there");
            assertThat(busy.isOpen()).isTrue();
        } finally {
            for (SocketChannel client : waiting) {
                client.close();
            }
        }
    }

    private void fillQueue(List<SocketChannel> waiting) throws IOException {
        for (int i = 0; i < 100; i++) {
            SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
            waiting.add(client);
            client.configureBlocking(false);
            try {
                client.connect(UnixDomainSocketAddress.of(path));
            } catch (ConnectException dead) {
                throw dead;
            } catch (IOException full) {
                return;
            }
        }
        throw new AssertionError("the queue is never full");
    }

    @Test
    @DisplayName("O8: a file that is no socket stays")
    void shouldNotReplaceAFileThatIsNotASocket() throws Exception {
        Files.writeString(path, "precious");
        assertRefused(path, "there is a file that is not a socket");
        assertThat(path).hasContent("precious");

        Path folder = Files.createDirectory(directory.resolve("d"));
        assertRefused(folder, "there is a file that is not a socket");
        assertThat(folder).isDirectory();

        Path link = Files.createSymbolicLink(directory.resolve("l"), directory.resolve("nowhere"));
        assertRefused(link, "there is a file that is not a socket");
        assertThat(link).isSymbolicLink();

        assertRefused(Path.of("/"), "there is a file that is not a socket");
        Path device = Path.of("/dev/null"); // a connect to it is refused as well
        Assumptions.assumeTrue(Files.exists(device));
        assertRefused(device, "there is a file that is not a socket");
    }

    @Test
    void shouldTellWhatIsWrongWithTheDirectory() throws IOException {
        assertRefused(
                directory.resolve("none/s"),
                "there is no directory " + directory.resolve("none") + "; create it first");
        Files.writeString(path, "");
        assertRefused(path.resolve("s"), "Not a directory");
        Path closed = Files.createDirectory(
                directory.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        Assumptions.assumeFalse(Files.isWritable(closed), "this user may write everywhere");
        assertRefused(closed.resolve("s"), "no permission to write to " + closed);
    }

    @Test
    @DisplayName("O9, N12 testNameOverflow, testEmptyAddress: a path too long, or empty, is refused and leaves nothing")
    void shouldTellWhatIsWrongWithThePath() throws IOException {
        int room = LONGEST_PATH_BYTES - directory.toString().length() - 1;
        Path tooLong = directory.resolve("x".repeat(room + 1));
        assertRefused(tooLong, "the path has 107 bytes, and a Unix socket's at most 106");
        Path inBytes = directory.resolve("ä".repeat(room / 2 + 1));
        assertThatThrownBy(() -> new UnixServer(inBytes, Echo::new)).hasMessageContaining("at most 106");
        assertRefused(Path.of(""), "the path is empty");

        Path longest = directory.resolve("x".repeat(room));
        try (var server = new UnixServer(longest, Echo::new);
                var client = SocketChannel.open(server.serverAddress())) {
            assertThat(client.isConnected()).isTrue();
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void shouldTellThatTheDirectoryIsTooLongForTheSocketToBeMadeThere() throws IOException {
        int room = LONGEST_PATH_BYTES - directory.toString().length() - 1;
        Path folder = Files.createDirectory(directory.resolve("x".repeat(room - "/.12345/s".length() + 1)));
        assertThatThrownBy(() -> new UnixServer(folder.resolve("s"), Echo::new))
                .isInstanceOf(BindException.class)
                .hasMessageMatching("cannot listen on .*/s: the path .*/\\.\\w{5}, where it is made, has 107 bytes, "
                        + "and a Unix socket's at most 106");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldLeaveNothingBehindWhereThereAreNoUnixSockets() throws IOException {
        var network = new SimulatedNetwork(1);
        try (var loop = new EventLoop(network, network::nanoTime, network.executor())) {
            assertThatThrownBy(() -> new UnixServer(loop, path, Echo::new))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThat(files()).isEmpty();
        }
    }

    @Test
    @DisplayName("S15: a thousand servers that cannot listen leave no descriptor open")
    void shouldLeaveNoDescriptorOpenWhenItCannotListen() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.isDirectory(descriptors));
        try (var server = new UnixServer(path, Echo::new)) {
            assertThat(server.channel().isOpen()).isTrue();
            assertThatThrownBy(() -> new UnixServer(path, Echo::new)).isInstanceOf(BindException.class);
            long before = count(descriptors);
            for (int i = 0; i < 1000; i++) {
                assertThatThrownBy(() -> new UnixServer(path, Echo::new)).isInstanceOf(BindException.class);
            }
            assertThat(count(descriptors)).isLessThan(before + 100);
        }
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }
}
