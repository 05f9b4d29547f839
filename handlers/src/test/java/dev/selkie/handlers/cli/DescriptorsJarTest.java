package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Contract 10: a real process runs out of descriptors")
class DescriptorsJarTest {
    private static final int LIMIT = 100;

    private static boolean isEchoed(Socket client) throws IOException {
        client.getOutputStream().write('x');
        return client.getInputStream().read() == 'x';
    }

    @Test
    @DisplayName("A1, A2: a process with a hundred descriptors")
    void shouldServeOldClientsLetNewOnesWaitAndAcceptThemWhenADescriptorIsFree() throws Exception {
        Programs.assumeInstalled("prlimit");
        var command = List.of(
                "prlimit",
                "--nofile=" + LIMIT + ":" + LIMIT,
                SelkieProcess.JAVA.toString(),
                "-jar",
                SelkieProcess.JAR.toString(),
                "echo",
                "--port",
                "0");
        try (SelkieProcess server = SelkieProcess.startCommand(command)) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < LIMIT; i++) { // more than it can accept; the rest waits in the kernel
                clients.add(server.connect());
            }
            Awaitility.await().until(() -> server.stderr().contains("cannot accept"));
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
            assertThat(server.stderr()).containsOnlyOnce("cannot accept").doesNotContain("Error", "  at ");
            for (Socket client : clients) {
                client.close();
            }
        }
    }
}
