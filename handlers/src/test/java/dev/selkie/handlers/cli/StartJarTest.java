package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.selkie.handlers.Payload;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class StartJarTest {
    @Test
    void shouldListenOnIpv6() throws Exception {
        InetAddress loopback = InetAddress.getByName("::1");
        assumeTrue(NetworkInterface.getByInetAddress(loopback) != null, "this machine has no IPv6");
        try (var server = SelkieProcess.start("echo", "--host", "::1", "--port", "0");
                var client = new Socket(loopback, server.awaitPort())) {
            assertThat(server.stdout()).matches("listening on \\[::1]:\\d+\\R");
            client.getOutputStream().write(Payload.bytes(10));
            Payload.receiveExactly(client.getInputStream(), 10);
        }
    }

    @Test
    @DisplayName("A9, O7: a port that is taken is told in one line, and the process ends")
    void shouldSayThatThePortIsTaken() throws Exception {
        try (var first = SelkieProcess.start("echo", "--port", "0")) {
            String port = String.valueOf(first.awaitPort());
            assertFails(
                    1,
                    "cannot listen on 127.0.0.1:" + port + ": Address already in use; stop the other program or choose"
                            + " another port with --port (0 takes a free one)",
                    SelkieProcess.start("echo", "--port", port));
        }
    }

    @Test
    @DisplayName("A9, O7: a host that is unknown is told in one line, and the process ends")
    void shouldSayThatNobodyKnowsTheHost() throws Exception {
        assertFails(
                1,
                "cannot listen on no-such-host.invalid:9000: unknown host; give a name or an address of this machine"
                        + " with --host",
                SelkieProcess.start("echo", "--host", "no-such-host.invalid"));
    }

    @Test
    @DisplayName("A9: a port that there is not")
    void shouldSayWhichPortsThereAre() throws Exception {
        assertFails(
                2,
                "invalid value for option '--port': '70000' is no port: 1 to 65535 are ports, and 0 takes a free one;"
                        + " see 'selkie echo --help'",
                SelkieProcess.start("echo", "--port", "70000"));
    }

    @Test
    @DisplayName("A9: a port of root's")
    void shouldSayThatThePortIsForRoot(@TempDir Path folder) throws Exception {
        assumeTrue(firstUnprivilegedPort() > 80, "port 80 is for everyone here");
        assertFails(
                1,
                "cannot listen on 127.0.0.1:80: Permission denied; choose a port of 1024 or above with --port (0 takes"
                        + " a free one)",
                startAsNobody(folder, "echo", "--port", "80"));
    }

    private static int firstUnprivilegedPort() throws IOException {
        Path setting = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
        // Not readString: its first read takes one byte, and the kernel gives no more after that.
        return Files.exists(setting)
                ? Integer.parseInt(Files.readAllLines(setting).get(0).strip())
                : 0;
    }

    private static SelkieProcess startAsNobody(Path folder, String... args) throws IOException {
        if (!System.getProperty("user.name").equals("root")) {
            return SelkieProcess.start(args);
        }
        Programs.assumeInstalled("setpriv");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path jar = Files.copy(SelkieProcess.JAR, folder.resolve("selkie.jar"));
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        return SelkieProcess.startCommand(List.of(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                SelkieProcess.JAVA.toString(),
                "-jar",
                jar.toString(),
                args[0],
                args[1],
                args[2]));
    }

    @Test
    void shouldPrintACompletionScriptThatTheShellUnderstands() throws Exception {
        try (var completion = SelkieProcess.start("completion")) {
            assertThat(completion.awaitExit()).isZero();
            assertThat(completion.stderr()).isEmpty();
            assertThat(completion.stdout()).contains("echo", "--idle-timeout");
            Programs.assumeInstalled("bash");
            Programs.run(completion.stdout().getBytes(StandardCharsets.UTF_8), "bash", "-n");
        }
    }

    @Test
    void shouldHelp() throws Exception {
        try (var help = SelkieProcess.start("echo", "--help")) {
            assertThat(help.awaitExit()).isZero();
            assertThat(help.stderr()).isEmpty();
            assertThat(help.stdout()).startsWith("Usage: selkie echo ").contains("Default: 9000");
        }
    }

    private static void assertFails(int exitCode, String message, SelkieProcess process) throws Exception {
        try (process) {
            assertThat(process.awaitExit()).isEqualTo(exitCode);
            assertThat(process.stderr()).isEqualTo("selkie: " + message + System.lineSeparator());
            assertThat(process.stdout()).isEmpty();
        }
    }
}
