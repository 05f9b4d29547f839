package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.selkie.handlers.Payload;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code receive DIR}. */
@Timeout(120)
class ReceiveFilesJarTest {
    private static final String RECEIVED = "received-\\d{8}-\\d{6}-\\d{4}";

    @TempDir
    Path folder;

    private SelkieProcess receive(Path directory, String... options) throws IOException {
        String[] arguments = Stream.concat(
                        Stream.of("receive", "--port", "0", directory.toString()), Stream.of(options))
                .toArray(String[]::new);
        return SelkieProcess.start(arguments);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String> stored(Path directory) throws IOException {
        return names(directory).stream().filter(name -> !name.startsWith(".")).toList();
    }

    private static long parts(Path directory) throws IOException {
        return names(directory).stream().filter(name -> name.endsWith(".part")).count();
    }

    private static void send(SelkieProcess server, long size) throws IOException {
        try (Socket client = server.connect()) {
            Payload.send(client.getOutputStream(), size);
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void shouldStoreWhatTheTutorialsSenderSends() throws Exception {
        Programs.assumeInstalled("python3");
        Path file = Files.write(folder.resolve("file"), Payload.bytes(5_000_000));
        Path directory = Files.createDirectory(folder.resolve("in"));
        try (var server = receive(directory)) {
            for (int i = 0; i < 2; i++) {
                Programs.run(
                        new byte[0],
                        "python3",
                        Programs.peer("transfers.py"),
                        "send",
                        String.valueOf(server.awaitPort()),
                        file.toString());
            }
            server.awaitResults(
                    results -> assertThat(results).containsExactly("Total size:5000000", "Total size:5000000"));
            assertThat(stored(directory)).hasSize(2).allSatisfy(name -> {
                assertThat(name).matches(RECEIVED);
                assertThat(directory.resolve(name)).hasSameBinaryContentAs(file);
            });
            Awaitility.await()
                    .untilAsserted(() -> assertThat(server.stderr().lines())
                            .hasSize(2)
                            .allMatch(line ->
                                    line.matches(".+ INFO StoreHandler: 127\\.0\\.0\\.1:\\d+ sent 5000000 bytes,"
                                            + " stored as .+/in/" + RECEIVED)));
            server.signal("TERM");
            assertThat(server.awaitExit()).isEqualTo(143);
        }
        assertThat(names(directory)).hasSize(2);
    }

    @Test
    void shouldStoreAThousandSmallOnes() throws Exception {
        try (var server = receive(folder)) {
            server.awaitPort();
            for (int i = 0; i < 1_000; i++) {
                send(server, i % 50);
            }
            server.awaitResults(results -> assertThat(results).hasSize(1_000));
        }
        assertThat(stored(folder)).hasSize(1_000).last().asString().endsWith("-1000");
    }

    @Test
    void shouldLetAnUploadEndWithinTheGraceAndCutTheRest() throws Exception {
        try (var server = receive(folder, "--grace", "3s");
                Socket ends = server.connect();
                Socket hangs = server.connect()) {
            ends.getOutputStream().write(new byte[100]);
            hangs.getOutputStream().write(new byte[100]);
            Awaitility.await().until(() -> parts(folder) == 2);
            server.signal("TERM");
            server.awaitDeaf(server.awaitPort());
            ends.getOutputStream().write(new byte[100]);
            ends.shutdownOutput();
            assertThat(ends.getInputStream().read()).isEqualTo(-1);
            assertThat(server.awaitExit()).isEqualTo(143);
            assertThat(server.stderr())
                    .contains(" sent 100 bytes and no end of the stream, nothing was stored: SHUTDOWN")
                    .endsWith("selkie: stopped by SIGTERM: 1 connection drained, 1 cut\n");
        }
        assertThat(names(folder))
                .singleElement()
                .satisfies(name -> assertThat(folder.resolve(name)).hasSize(200));
    }

    @Test
    @DisplayName("F17: a server that is killed leaves no half file, and the next one sweeps")
    void shouldSweepWhatAKilledServerLeft() throws Exception {
        var random = new Random(17);
        for (int i = 0; i < 5; i++) {
            try (var server = receive(folder);
                    Socket client = server.connect()) {
                Payload.send(client.getOutputStream(), 1_000_000 + random.nextInt(3_000_000));
                Awaitility.await().until(() -> parts(folder) == 1);
                server.signal("KILL");
                server.awaitExit();
            }
            assertThat(stored(folder)).isEmpty();
            assertThat(names(folder)).hasSize(2); // and no more than before: the one before was swept
        }
        try (var server = receive(folder)) {
            server.awaitPort();
            assertThat(names(folder)).singleElement().asString().endsWith(".lock");
            server.signal("TERM");
            server.awaitExit();
        }
        assertThat(names(folder)).isEmpty();
    }

    @Test
    void shouldLeaveAloneWhatAnotherServerIsReceiving() throws Exception {
        try (var first = receive(folder);
                Socket client = first.connect()) {
            client.getOutputStream().write(new byte[100]);
            Awaitility.await().until(() -> parts(folder) == 1);
            try (var second = receive(folder)) {
                send(second, 5);
                client.shutdownOutput();
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
        }
        assertThat(stored(folder)).hasSize(2);
    }

    @Test
    @DisplayName("F14: a full disk is told, costs the one upload, and leaves nothing")
    void shouldSurviveAFullDisk() throws Exception {
        Programs.assumeInstalled("mount");
        String mount = "mount -t tmpfs -o size=8m tmpfs '" + folder + "' 2>&1 || echo no";
        byte[] refused = Programs.run(new byte[0], "sh", "-c", mount);
        assumeTrue(refused.length == 0, "no file systems can be mounted here");
        try (var server = receive(folder)) {
            send(server, 1_000_000);
            try (Socket client = server.connect()) {
                assertThatThrownBy(() -> {
                            Payload.send(client.getOutputStream(), 16 << 20);
                            client.shutdownOutput();
                            assertThat(client.getInputStream().read()).isEqualTo(-1);
                        })
                        .isInstanceOf(IOException.class);
            }
            Awaitility.await().until(() -> parts(folder) == 0);
            server.awaitLog(log -> assertThat(log)
                    .containsPattern("WARN StoreHandler: 127\\.0\\.0\\.1:\\d+ was broken off: cannot store " + RECEIVED
                            + " in .+: .+; \\d+ bytes are free there, make room\\R"));
            send(server, 1_000_000);
            assertThat(stored(folder)).hasSize(2);
            server.awaitResults(
                    results -> assertThat(results).containsExactly("Total size:1000000", "Total size:1000000"));
        } finally {
            Programs.run(new byte[0], "umount", "-l", folder.toString());
        }
    }

    @Test
    void shouldBreakOffWhoSendsTooMuch() throws Exception {
        try (var server = receive(folder, "--max-size", "1k");
                Socket client = server.connect()) {
            client.getOutputStream().write(new byte[1025]);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(server.stderr())
                            .containsPattern("cannot store .+: it is longer than the 1024 bytes allowed\\R"));
            send(server, 1024);
            assertThat(stored(folder)).hasSize(1);
        }
    }

    @Test
    void shouldSayWhyItCannotStore() throws Exception {
        Path missing = folder.resolve("missing");
        Ran.selkie("receive", "--port", "0", missing.toString())
                .failed("cannot store files in .+/missing: no such file or directory; create it or name another");
        Path file = Files.createFile(folder.resolve("file"));
        Ran.selkie("receive", "--port", "0", file.toString())
                .failed("cannot store files in .+/file: it is no directory; name another");
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no directory that cannot be written to");
        Ran.selkie("receive", "--port", "0", "/proc/self")
                .failed("cannot store files in /proc/self: .+; name one that may be written to");
    }

    @Test
    void shouldLeaveNothingWhenItCannotListen() throws Exception {
        try (var first = receive(folder)) {
            Ran.selkie("receive", "--port", String.valueOf(first.awaitPort()), folder.toString())
                    .failed("cannot listen on .+");
            assertThat(names(folder)).hasSize(1);
        }
    }
}
