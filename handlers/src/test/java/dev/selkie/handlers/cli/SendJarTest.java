package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.selkie.handlers.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code send}. */
@Timeout(120)
class SendJarTest {
    private static final String HOST = "127.0.0.1";
    private static final String RESULT =
            "Total time: \\d+\\.\\d{3}\\RRate: \\d+\\.\\d MiB/s \\(\\d+\\.\\d{3} Gbit/s\\)\\R";

    @TempDir
    Path folder;

    private Path file(int size) throws IOException {
        return Files.write(folder.resolve("file" + size), Payload.bytes(size));
    }

    private static void succeeded(Ran ran) {
        assertThat(ran.stderr()).isEmpty();
        assertThat(ran.text()).matches(RESULT);
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void shouldSendToTheTutorialsReceiver() throws Exception {
        Programs.assumeInstalled("python3");
        for (int size : new int[] {0, 1, 5_000_000}) {
            try (var receiver =
                    SelkieProcess.startCommand(List.of("python3", Programs.peer("transfers.py"), "receive"))) {
                Awaitility.await().until(() -> receiver.stdout().endsWith("\n"));
                String port = receiver.stdout().strip();
                succeeded(Ran.selkie("send", HOST, port, file(size).toString()));
                assertThat(receiver.awaitExit()).isZero();
                assertThat(receiver.stdout().lines().skip(1)).containsExactly("Total size:" + size);
            }
        }
    }

    @Test
    void shouldSendToOurOwnReceiverAndEndWhenTheFileIsStored() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("in"));
        Path socket = folder.resolve("s");
        try (var tcp = SelkieProcess.start("receive", "--port", "0", directory.toString());
                var unix = SelkieProcess.start("receive", "--unix", socket.toString(), directory.toString())) {
            unix.awaitListening();
            Path file = file(3_000_000);
            succeeded(Ran.selkie("send", HOST, String.valueOf(tcp.awaitPort()), file.toString()));
            succeeded(Ran.selkie("send", "--unix", socket.toString(), file.toString()));
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files.filter(
                                stored -> !stored.getFileName().toString().startsWith(".")))
                        .hasSize(2)
                        .allSatisfy(stored -> assertThat(stored).hasSameBinaryContentAs(file));
            }
        }
    }

    @Test
    void shouldDropWhatATalkativeReceiverSaysMeanwhile() throws Exception {
        try (var echo = SelkieProcess.start("echo", "--port", "0")) {
            succeeded(Ran.selkie(
                    "send",
                    HOST,
                    String.valueOf(echo.awaitPort()),
                    file(10_000_000).toString()));
        }
    }

    /** A receiver that takes one connection and does something with it. */
    private interface Receiver {
        void serve(Socket connection) throws Exception;
    }

    private static Ran sendTo(Receiver receiver, Path file, String... options) throws Exception {
        try (var server = new ServerSocket(0, 10, InetAddress.getByName(HOST))) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try (Socket connection = server.accept()) {
                    receiver.serve(connection);
                } catch (Exception failure) {
                    throw new AssertionError(failure);
                }
            });
            List<String> arguments = new ArrayList<>(List.of("send"));
            arguments.addAll(List.of(options));
            arguments.addAll(List.of(HOST, String.valueOf(server.getLocalPort()), file.toString()));
            Ran ran = Ran.selkie(arguments.toArray(String[]::new));
            served.join();
            return ran;
        }
    }

    @Test
    void shouldFailWhenTheReceiverBreaksOff() throws Exception {
        sendTo(
                        connection -> {
                            connection.getInputStream().readNBytes(100_000);
                            connection.setSoLinger(true, 0);
                        },
                        file(20_000_000))
                .failed("127\\.0\\.0\\.1:\\d+ broke the connection off after \\d+ of the 20000000 bytes of .+");
    }

    @Test
    void shouldTellApartAReceiverThatHasGotAllAndKeepsNothing() throws Exception {
        sendTo(
                        connection -> {
                            connection.getInputStream().readAllBytes();
                            connection.setSoLinger(true, 0);
                        },
                        file(20_000))
                .failed(
                        "127\\.0\\.0\\.1:\\d+ broke the connection off after all 20000 bytes of .+ were sent: it may not"
                                + " have kept them; its log says why");
    }

    @Test
    void shouldSayThatAFileMayNotBeReadBeforeAnybodyIsAsked() throws Exception {
        Path secret = file(10);
        Files.setPosixFilePermissions(secret, Set.of());
        assumeFalse(Files.isReadable(secret), "this user may read everything");
        Ran.selkie("send", HOST, "1", secret.toString())
                .failed("cannot send .+: permission denied; name one that this user may read");
    }

    @Test
    void shouldFailWhenTheReceiverTakesNothing() throws Exception {
        sendTo(
                        connection -> connection.getOutputStream().write(awaitReset(connection)),
                        file(20_000_000),
                        "--timeout",
                        "500ms")
                .failed(
                        "127\\.0\\.0\\.1:\\d+ takes no more of what is sent to it after \\d+ of the 20000000 bytes of .+");
    }

    /** Reads nothing, and waits for the other side to go. */
    private static byte[] awaitReset(Socket connection) {
        Awaitility.await().until(() -> {
            try {
                connection.getOutputStream().write(0);
                return false;
            } catch (IOException gone) {
                return true;
            }
        });
        return new byte[0];
    }

    @Test
    void shouldFailWhenTheReceiverNeverCloses() throws Exception {
        sendTo(
                        connection -> {
                            connection.getInputStream().readAllBytes();
                            awaitReset(connection);
                        },
                        file(1_000),
                        "--timeout",
                        "2s")
                .failed(
                        "127\\.0\\.0\\.1:\\d+ was sent all of .+ but has not closed for 2 s: whether it has all cannot be"
                                + " known");
    }

    @Test
    void shouldNotTakeAReceiverThatEndedEarlyForOneThatHasAll() throws Exception {
        long[] received = {0};
        sendTo(
                        connection -> {
                            connection.shutdownOutput();
                            received[0] = Payload.receive(connection.getInputStream(), 10_000);
                        },
                        file(20_000_000))
                .failed(
                        "127\\.0\\.0\\.1:\\d+ had ended its side before all was sent: whether it has all of .+ cannot be"
                                + " known");
        assertThat(received[0]).isEqualTo(20_000_000);
    }

    @Test
    void shouldBreakOffWhenTheFileShrinks() throws Exception {
        Path file = file(20_000_000);
        sendTo(
                        connection -> {
                            InputStream in = connection.getInputStream();
                            in.readNBytes(1000);
                            try (FileChannel cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
                                cut.truncate(10);
                            }
                            try {
                                in.readAllBytes();
                                throw new AssertionError("a part was taken for the whole");
                            } catch (IOException reset) {
                                assertThat(reset).hasMessageContaining("reset");
                            }
                        },
                        file)
                .failed(".+ is too short: it has 10 bytes, and was promised up to 20000000");
    }

    @Test
    void shouldNotPassForWholeWhenItIsKilled() throws Exception {
        Path file = file(20_000_000);
        Path directory = Files.createDirectory(folder.resolve("in"));
        for (String signal : List.of("KILL", "INT", "TERM")) {
            try (var server = new ServerSocket(0, 10, InetAddress.getByName(HOST));
                    var sender =
                            SelkieProcess.start("send", HOST, String.valueOf(server.getLocalPort()), file.toString());
                    Socket connection = server.accept()) {
                connection.getInputStream().readNBytes(1000);
                sender.signal(signal);
                sender.awaitExit();
                try {
                    connection.getInputStream().readAllBytes();
                    throw new AssertionError("a part was taken for the whole");
                } catch (IOException reset) {
                    assertThat(reset).hasMessageContaining("reset");
                }
            }
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldSayWhatItCannotSend() throws Exception {
        Ran.selkie("send", HOST, "1", folder.resolve("none").toString())
                .failed("cannot send .+/none: there is no such file; name another");
        Ran.selkie("send", HOST, "1", folder.toString())
                .failed("cannot send .+: it is a directory; only files have an end");
        assumeTrue(Files.exists(Path.of("/dev/zero")), "no device");
        Ran.selkie("send", HOST, "1", "/dev/zero")
                .failed("cannot send /dev/zero: it is no regular file; only files have an end");
        Programs.assumeInstalled("mkfifo");
        Path fifo = folder.resolve("fifo");
        Programs.run(new byte[0], "mkfifo", fifo.toString());
        Ran.selkie("send", HOST, "1", fifo.toString())
                .failed("cannot send .+/fifo: it is no regular file; only files have an end");
    }

    @Test
    void shouldSayThatNobodyListens() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            port = free.getLocalPort();
        }
        Ran.selkie("send", HOST, String.valueOf(port), file(1).toString())
                .failed("cannot connect to 127\\.0\\.0\\.1:\\d+: .+; is the server running\\?");
    }

    @Test
    void shouldShowABarOnATerminalOnly() throws Exception {
        Programs.assumeInstalled("python3");
        try (var receiver = SelkieProcess.start("receive", "--port", "0")) {
            List<String> command = new ArrayList<>(List.of("python3", Programs.peer("terminal.py"), "--"));
            command.addAll(Ran.selkieCommand(
                    "send",
                    HOST,
                    String.valueOf(receiver.awaitPort()),
                    file(3_000_000).toString()));
            Ran ran = Ran.command(new byte[0], command);

            assertThat(ran.text()).contains("100% [====").contains("Total time: ");
        }
    }

    @Test
    void shouldHaveTheKernelSendTheFileAndNotReadIt() throws Exception {
        Programs.assumeInstalled("strace");
        Path file = file(5_000_000);
        Path trace = folder.resolve("trace");
        try (var receiver = SelkieProcess.start("receive", "--port", "0")) {
            List<String> command = new ArrayList<>(List.of(
                    "strace",
                    "-f",
                    "-y",
                    "-e",
                    "trace=sendfile,read,pread64,readv,mmap,splice",
                    "-o",
                    trace.toString()));
            command.addAll(Ran.selkieCommand("send", HOST, String.valueOf(receiver.awaitPort()), file.toString()));
            Ran ran = Ran.command(new byte[0], command);
            assumeTrue(ran.exitCode() == 0 || !ran.stderr().contains("ptrace"), "processes cannot be traced here");
            succeeded(ran);
            receiver.awaitResults(results -> assertThat(results).containsExactly("Total size:5000000"));
        }
        List<String> calls = Files.readAllLines(trace, UTF_8).stream()
                .filter(line -> line.contains(file.toString()))
                .toList();
        assertThat(calls)
                .allMatch(line -> line.contains("sendfile(")) // to /dev/null, too, where it was not in memory
                .anyMatch(line -> line.matches(".*sendfile\\(\\d+<(TCP|socket).*"));
    }
}
