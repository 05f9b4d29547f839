package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code --loops}: several threads on one port, and everything else as with one. */
@Timeout(60)
class LoopsJarTest {
    /** Arguments: port, count. Talks to the echo server, one connection after another. */
    private static final String CLIENTS = """
            import socket, sys
            for i in range(int(sys.argv[2])):
                with socket.create_connection(('127.0.0.1', int(sys.argv[1])), timeout=10) as client:
                    message = b'client %d' % i
                    client.sendall(message)
                    client.shutdown(socket.SHUT_WR)
                    answer = b''
                    while part := client.recv(1024):
                        answer += part
                    assert answer == message, answer
            """;

    private static final String LOGBACK = """
            <configuration>
              <appender name="err" class="ch.qos.logback.core.ConsoleAppender">
                <target>System.err</target>
                <encoder><pattern>%thread: %message%n</pattern></encoder>
              </appender>
              <root level="debug"><appender-ref ref="err"/></root>
            </configuration>
            """;

    @Test
    void shouldServePythonsClientsWithEachLoop(@TempDir Path folder) throws Exception {
        Programs.assumeInstalled("python3");
        Path logback = Files.writeString(folder.resolve("logback.xml"), LOGBACK);
        List<String> java = List.of("-Dlogback.configurationFile=" + logback);
        try (var server = SelkieProcess.startJava(java, "echo", "--port", "0", "--loops", "2")) {
            String port = String.valueOf(server.awaitPort());
            for (String thread : List.of("main", "selkie-loop-2")) {
                await().until(() -> {
                    Programs.run(new byte[0], "python3", "-c", CLIENTS, port, "10");
                    return server.stderr().contains("\n" + thread + ": 127.0.0.1:");
                });
            }
            assertThat(server.stderr()).doesNotContainPattern("closed: (?!PEER_CLOSED)");
        }
    }

    @Test
    void shouldSpreadClientsOfDatagramsOverTheLoopsAndReportTheirSum() throws Exception {
        try (var server = SelkieProcess.start("udp-echo", "--port", "0", "--loops", "2")) {
            InetAddress loopback = InetAddress.getByName("127.0.0.1");
            for (int i = 0; i < 20; i++) {
                try (var client = new DatagramSocket()) {
                    client.setSoTimeout(20_000);
                    byte[] bytes = ("client " + i).getBytes(UTF_8);
                    client.send(new DatagramPacket(bytes, bytes.length, loopback, server.awaitPort()));
                    var answer = new DatagramPacket(new byte[100], 100);
                    client.receive(answer);
                    assertThat(answer.getData()).startsWith(bytes);
                }
            }
            server.signal("TERM");
            assertThat(server.awaitExit()).isEqualTo(143);
            assertThat(server.stderr()).matches("selkie: stopped by SIGTERM: 20 received, 20 sent, 0 dropped\\R");
        }
    }

    @Test
    void shouldStopAllWhenADatagramSaysExit() throws Exception {
        try (var server = SelkieProcess.start("udp-sink", "--port", "0", "--loops", "3", "--stop-on-exit");
                var client = new DatagramSocket()) {
            byte[] bytes = "exit".getBytes(UTF_8);
            client.send(
                    new DatagramPacket(bytes, bytes.length, InetAddress.getByName("127.0.0.1"), server.awaitPort()));
            assertThat(server.awaitExit()).isZero();
            assertThat(server.stdout().lines().skip(1)).containsExactly("exit");
        }
    }

    @Test
    void shouldNotShareThePortOfAnotherInSilence() throws Exception {
        try (var first = SelkieProcess.start("echo", "--port", "0", "--loops", "2");
                var second = SelkieProcess.start("echo", "--port", String.valueOf(first.awaitPort()), "--loops", "2")) {
            assertThat(second.awaitExit()).isEqualTo(1);
            assertThat(second.stderr()).matches("selkie: cannot listen on .+: Address already in use; .+\\R");
        }
    }

    @Test
    void shouldDrainAllAndReportOnce() throws Exception {
        try (var server = SelkieProcess.start("echo", "--port", "0", "--loops", "3")) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                Socket client = server.connect();
                client.getOutputStream().write(7);
                assertThat(client.getInputStream().read()).isEqualTo(7);
                clients.add(client);
            }
            assertThat(server.stdout()).matches("listening on 127\\.0\\.0\\.1:\\d+\\R");
            server.signal("TERM");
            for (Socket client : clients) {
                assertThat(client.getInputStream().read()).isEqualTo(-1);
                client.close();
            }
            assertThat(server.awaitExit()).isEqualTo(143);
            assertThat(server.stderr()).matches("selkie: stopped by SIGTERM: 30 connections drained, 0 cut\\R");
        }
    }
}
