package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Contract 8: a process that was stopped reads waiting input before anything expires")
class StoppedProcessJarTest {
    private static final Duration STOPPED = Duration.ofSeconds(3);

    @Test
    @DisplayName("L12: SIGSTOP for longer than the idle time-out, SIGCONT")
    void shouldEchoWhatCameWhileItWasStoppedForLongerThanTheIdleTimeout() throws Exception {
        try (SelkieProcess server = SelkieProcess.start("echo", "--port", "0", "--idle-timeout", "1s")) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Socket client = server.connect();
                clients.add(client);
                client.getOutputStream().write('a');
                assertThat(client.getInputStream().read()).isEqualTo('a');
            }
            server.signal("STOP");
            for (Socket client : clients) {
                client.getOutputStream().write('b');
            }
            // The kernel gives no sign that enough time has passed: this waits for the clock, and for nothing else.
            Awaitility.await().pollDelay(STOPPED).until(() -> true);
            server.signal("CONT");
            for (Socket client : clients) {
                assertThat(client.getInputStream().read()).isEqualTo('b');
                client.close();
            }
        }
    }
}
