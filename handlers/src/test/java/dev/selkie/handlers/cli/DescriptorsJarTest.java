package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Contract 10: a real process runs out of descriptors")
class DescriptorsJarTest {
    private static final int LIMIT = 100;

    private static SelkieProcess startLimited(String... arguments) throws IOException {
        Programs.assumeInstalled("prlimit");
        List<String> command = new ArrayList<>(List.of("prlimit", "--nofile=" + LIMIT + ":" + LIMIT));
        command.addAll(Ran.selkieCommand(arguments));
        return SelkieProcess.startCommand(command);
    }

    /** More than it can accept; the rest waits in the kernel. */
    private static List<Socket> connectTooMany(SelkieProcess server) throws IOException {
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < LIMIT; i++) {
            clients.add(server.connect());
        }
        Awaitility.await().until(() -> server.stderr().contains("cannot accept"));
        return clients;
    }

    private static boolean isEchoed(Socket client) throws IOException {
        client.getOutputStream().write('x');
        return client.getInputStream().read() == 'x';
    }

    @Test
    @DisplayName("A1, A2: a process with a hundred descriptors")
    void shouldServeOldClientsLetNewOnesWaitAndAcceptThemWhenADescriptorIsFree() throws Exception {
        try (SelkieProcess server = startLimited("echo", "--port", "0")) {
            List<Socket> clients = connectTooMany(server);
            Socket first = clients.get(0);
            assertThat(isEchoed(first)).isTrue();
            Socket last = clients.get(clients.size() - 1);
            last.setSoTimeout(200);
            assertThatThrownBy(() -> isEchoed(last)).isInstanceOf(SocketTimeoutException.class);
            last.setSoTimeout(10_000);
            for (Socket served : clients.subList(0, LIMIT / 2)) {
                served.close();
            }
            assertThat(last.getInputStream().read()).isEqualTo('x');
            server.awaitLog(log -> assertThat(log).containsOnlyOnce("cannot accept"));
            assertThat(server.stderr()).doesNotContain("Error", "  at ");
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    @Test
    @DisplayName("F20: an old client gets its files while new ones cannot be accepted")
    void shouldServeFilesToOldClients(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("a.txt"), "the file");
        try (SelkieProcess server = startLimited("files", folder.toString(), "--port", "0")) {
            List<Socket> clients = connectTooMany(server);
            Socket first = clients.get(0);
            for (int i = 0; i < 200; i++) {
                first.getOutputStream()
                        .write("GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                var answer = new StringBuilder();
                while (!answer.toString().matches("(?s).*\\r\\n\\r\\n(the file|<.*</html>\\s*)")) {
                    int next = first.getInputStream().read();
                    assertThat(next).as("%s", answer).isNotEqualTo(-1);
                    answer.append((char) next);
                }
                assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n");
            }
            for (Socket client : clients) {
                client.close();
            }
        }
    }
}
