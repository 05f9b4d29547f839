package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handlers.command.Pids;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients as the tutorial has them, people with {@code nc}, and strangers. */
@Timeout(60)
class CommandJarTest {
    @TempDir
    private static Path folder;

    private static SelkieProcess server;

    @BeforeAll
    static void start() throws IOException {
        Path tree = script("tree", "sleep 60 & echo $! >> pids; echo $$ >> pids; echo early; sleep 60");
        server = SelkieProcess.start(
                "command",
                "--port=0",
                "--directory=" + folder,
                "--time-limit=3s",
                "--max-output=200k",
                "--allow=echo=echo ...",
                "--allow=true=true",
                "--allow=sleep=sleep ...",
                "--allow=yes=yes",
                "--allow=seq=seq 20000",
                "--allow=cat=cat",
                "--allow=tree=" + tree);
    }

    private static Path script(String name, String text) throws IOException {
        Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String python(int port, String... arguments) throws Exception {
        Programs.assumeInstalled("python3");
        List<String> command = new ArrayList<>(
                List.of("python3", Programs.peer("command_client.py"), String.valueOf(port), arguments[0]));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        return new String(Programs.run(new byte[0], command.toArray(String[]::new)), UTF_8);
    }

    private static String nc(int port, String input) throws Exception {
        Programs.assumeOpenBsdNetcat();
        return new String(Programs.run(input.getBytes(UTF_8), "nc", "-N", "127.0.0.1", String.valueOf(port)), UTF_8);
    }

    @Test
    void shouldServeTheTutorialsSessionThreeTimesInARow() throws Exception {
        StringBuilder numbers = new StringBuilder();
        for (int i = 1; i <= 20_000; i++) {
            numbers.append(i).append('\n');
        }
        for (int i = 0; i < 3; i++) {
            assertThat(python(server.awaitPort(), "session", "echo 你好", "seq", "echo b", "true"))
                    .isEqualTo("7:你好\n" + numbers.length() + ":" + numbers + "2:b\n0:");
        }
    }

    @Test
    void shouldServe50AtOnce() throws Exception {
        assertThat(python(server.awaitPort(), "crowd", "50", "echo hello")).isEqualTo("6:hello\n".repeat(50));
    }

    @Test
    void shouldServe50ThatAreHeldOpenBeforeTheLastOneSpeaks() throws Exception {
        try (Socket silent = server.connect()) {
            assertThat(python(server.awaitPort(), "held", "50", "echo hello")).isEqualTo("6:hello\n".repeat(50));
            assertThat(silent.getInputStream().available()).isZero();
        }
    }

    @Test
    void shouldServeLinesThatComeByteByByte() throws Exception {
        assertThat(python(server.awaitPort(), "bytes", "\necho 你好\nok\necho b\nok\n"))
                .isEqualTo("7你好\n2b\n");
    }

    @Test
    @DisplayName("C1: no shell")
    void shouldInterpretNothingWithoutShell() throws Exception {
        String commands = "\necho a; touch x\nok\necho $(touch x) `touch x` > x\nok\ntrue; touch x\nok\n";

        assertThat(python(server.awaitPort(), "bytes", commands))
                .isEqualTo("11a; touch x\n25$(touch x) `touch x` > x\n0");
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    @DisplayName("C6, C7: a client resets")
    void shouldKillTheWholeTreeWhenItsClientResets() throws Exception {
        Path pids = folder.resolve("pids");
        Files.deleteIfExists(pids);
        Socket client = server.connect();
        client.getOutputStream().write("tree".getBytes(UTF_8));
        Pids.awaitLines(pids, 2);
        client.setSoLinger(true, 0);
        client.close();

        Pids.awaitGone(pids);
        Awaitility.await().until(() -> server.stderr().contains(" asked for tree: client gone\n"));
        assertThat(python(server.awaitPort(), "session", "echo still here")).isEqualTo("11:still here\n");
    }

    @Test
    @DisplayName("C10, C11: others are served while commands run and wait")
    void shouldAnswerOthersWhileCommandsRunAndQueue() throws Exception {
        List<Socket> sleepers = new ArrayList<>();
        try {
            for (int i = 0; i < 7; i++) { // of 8 places
                Socket sleeper = server.connect();
                sleeper.getOutputStream().write("sleep 30".getBytes(UTF_8));
                sleepers.add(sleeper);
            }
            assertThat(python(server.awaitPort(), "crowd", "20", "echo hello")).isEqualTo("6:hello\n".repeat(20));
        } finally {
            for (Socket sleeper : sleepers) {
                sleeper.close();
            }
        }
    }

    @Test
    void shouldCutWhatWritesWithoutEndAndWhatTakesTooLong() throws Exception {
        for (String command : List.of("yes", "sleep 30", "cat", "ls /")) {
            assertThat(python(server.awaitPort(), "session", "echo b", command)).isEqualTo("2:b\n0:");
        }
        server.awaitLog(log -> assertThat(log)
                .contains(" asked for yes: too much output\n", " asked for sleep 30: timed out\n")
                .contains(" asked for cat: exit 0\n", " asked for ls /: refused\n"));
    }

    @Test
    void shouldTalkToPeopleWithNetcat() throws Exception {
        try (var plain = SelkieProcess.start("command", "--plain", "--port=0")) {
            assertThat(nc(plain.awaitPort(), "echo hello; id\nls\nhelp\nquit\necho not\n"))
                    .startsWith("hello; id\n[exit 0]\n[refused]\n")
                    .contains("echo ...\n", "date\n")
                    .endsWith("quit\n[exit 0]\n");
            plain.awaitLog(
                    log -> assertThat(log).contains(" asked for echo hello; id: exit 0\n", " asked for ls: refused\n"));
        }
    }

    @Test
    void shouldTalkInFrames() throws Exception {
        try (var framed = SelkieProcess.start("command", "--framed", "--shell", "--port=0")) {
            assertThat(python(framed.awaitPort(), "framed", "echo 1; echo 2 | tr 2 3; exit 4", "printf ''", "\u0001"))
                    .isEqualTo("0 4 1\n3\n\n0 0 \n0 127 \n");
        }
    }

    @Test
    void shouldAskForTheTokenOnEveryAddress() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "open sesame\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        try (var plain = SelkieProcess.start(
                "command", "--plain", "--shell", "--host=0.0.0.0", "--port=0", "--token-file=" + token)) {
            assertThat(nc(plain.awaitPort(), "open sesame\necho $((1 + 2))\nquit\n"))
                    .isEqualTo("ok\n3\n[exit 0]\n");
            assertThat(nc(plain.awaitPort(), "open\nopen sesame\necho 1\n")).isEmpty();
            plain.awaitLog(log -> assertThat(log).contains(" sent a wrong token\n"));
            assertThat(plain.stderr()).doesNotContain("sesame");
        }
    }

    @Test
    @DisplayName("C9: nothing is left when the server ends")
    void shouldLeaveNothingBehindWhenItEnds() throws Exception {
        Path pids = folder.resolve("at-the-end");
        try (var shell = startShell("300ms");
                Socket client = shell.connect()) {
            runTree(client, pids);
            shell.signal("TERM");

            assertThat(shell.awaitExit()).isEqualTo(143);
            assertThat(shell.stderr()).endsWith("selkie: stopped by SIGTERM: 0 connections drained, 1 cut\n");
            Pids.awaitGone(pids);
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenItEndsAtOnce() throws Exception {
        Path pids = folder.resolve("at-once");
        try (var shell = startShell("1h");
                Socket client = shell.connect()) {
            runTree(client, pids);
            int port = shell.awaitPort();
            shell.signal("TERM");
            shell.awaitDeaf(port);
            assertThat(shell.isAlive()).isTrue();
            shell.signal("TERM");

            assertThat(shell.awaitExit()).isEqualTo(143);
            Pids.awaitGone(pids);
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenItsTerminalIsClosed() throws Exception {
        Path pids = folder.resolve("at-hangup");
        try (var shell = startShell("0");
                Socket client = shell.connect()) {
            runTree(client, pids);
            shell.signal("HUP");

            assertThat(shell.awaitExit()).isEqualTo(129);
            assertThat(shell.stderr()).contains("selkie: stopped by SIGHUP: ");
            Pids.awaitGone(pids);
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenDescriptorsHaveRunOut() throws Exception {
        Programs.assumeInstalled("prlimit");
        int limit = 80;
        List<String> options = List.of("command", "--shell", "--port=0", "--time-limit=0", "--directory=" + folder);
        List<String> command = new ArrayList<>(List.of("prlimit", "--nofile=" + limit));
        command.addAll(Ran.selkieCommand(options.toArray(String[]::new)));
        Path pids = folder.resolve("without-descriptors");
        List<Socket> clients = new ArrayList<>();
        try (SelkieProcess shell = SelkieProcess.startCommand(command)) {
            for (int i = 1; i <= 8; i++) {
                clients.add(shell.connect());
                runTree(clients.get(i - 1), pids, 2 * i);
            }
            for (int i = 0; i < limit; i++) { // more than it can accept
                clients.add(shell.connect());
            }
            Awaitility.await().until(() -> shell.stderr().contains("cannot accept"));
            for (Socket client : clients.subList(0, 8)) {
                client.setSoLinger(true, 0);
                client.close();
            }

            Pids.awaitGone(pids);
            assertThat(shell.stderr()).doesNotContain("\tat ");
            for (Socket client : clients) {
                client.close();
            }
            assertThat(python(shell.awaitPort(), "session", "echo still here")).isEqualTo("11:still here\n");
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static SelkieProcess startShell(String grace) throws IOException {
        return SelkieProcess.start(
                "command", "--shell", "--port=0", "--time-limit=0", "--grace=" + grace, "--directory=" + folder);
    }

    private static void runTree(Socket client, Path pids) throws IOException {
        runTree(client, pids, 2);
    }

    private static void runTree(Socket client, Path pids, int pidsThen) throws IOException {
        String command = "sleep 60 & echo $! >> FILE; echo $$ >> FILE; sleep 60".replace("FILE", pids.toString());
        client.getOutputStream().write(command.getBytes(UTF_8));
        Pids.awaitLines(pids, pidsThen);
    }

    @Test
    void shouldStartOnlyOnceOnAPort() throws Exception {
        try (var second = SelkieProcess.start("command", "--port", String.valueOf(server.awaitPort()))) {
            assertThat(second.awaitExit()).isEqualTo(1);
            assertThat(second.stderr()).matches("selkie: cannot listen on .+\\R");
        }
    }
}
