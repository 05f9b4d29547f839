package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.with;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --max-connections}, {@code --max-per-address} and {@code --request-timeout}, as a user sees them. */
@Timeout(60)
class LimitsJarTest {
    private static final Duration POLL = Duration.ofMillis(5);

    private static Socket connectFrom(String address, SelkieProcess server) throws IOException {
        var client =
                new Socket(InetAddress.getByName("127.0.0.1"), server.awaitPort(), InetAddress.getByName(address), 0);
        client.setSoTimeout(20_000);
        return client;
    }

    private static void send(Socket client) throws IOException {
        client.getOutputStream().write(7);
    }

    private static boolean isAnswered(Socket client) {
        try {
            return client.getInputStream().available() > 0;
        } catch (IOException closed) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void shouldServeAsManyAsThereMayBeAndTheOthersAsTheyLeave(String loops) throws Exception {
        try (var server = SelkieProcess.start("echo", "--port", "0", "--loops", loops, "--max-connections", "4")) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                clients.add(server.connect());
                send(clients.get(i));
            }
            for (int left = 20; left > 0; left--) {
                int expected = Math.min(4, left);
                with().pollInterval(POLL)
                        .await()
                        .until(() -> clients.stream()
                                        .filter(LimitsJarTest::isAnswered)
                                        .count()
                                == expected);
                Socket one = clients.stream()
                        .filter(LimitsJarTest::isAnswered)
                        .findAny()
                        .orElseThrow();
                one.close();
                clients.remove(one);
            }
            server.awaitLog(log ->
                    assertThat(log).contains("4 connections are open, as many as there may be; new clients wait"));
            assertThat(server.stderr()).doesNotContain("ERROR", "Exception");
        }
    }

    @Test
    @DisplayName("A7: the limit of an address")
    void shouldCloseOneConnectionTooManyOfAnAddressAndServeAnother() throws Exception {
        try (var server = SelkieProcess.start("echo", "--port", "0", "--max-per-address", "2");
                Socket first = connectFrom("127.0.0.1", server);
                Socket second = connectFrom("127.0.0.1", server);
                Socket oneMore = connectFrom("127.0.0.1", server);
                Socket another = connectFrom("127.0.0.2", server)) {
            assertThat(oneMore.getInputStream().read()).isEqualTo(-1);
            for (Socket served : List.of(first, second, another)) {
                send(served);
                assertThat(served.getInputStream().read()).isEqualTo(7);
            }
            server.awaitLog(log -> assertThat(log).contains("refused 127.0.0.1:", "its address has 2 connections"));
            assertThat(server.stderr().lines()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo --lines", "robot", "chat --framing lines", "hello --framing lines"})
    void shouldCloseAClientThatDoesNotEndItsLine(String command) throws Exception {
        List<String> args = new ArrayList<>(List.of(command.split(" ")));
        args.addAll(List.of("--port", "0", "--request-timeout", "200ms", "--log-level", "debug"));
        try (var server = SelkieProcess.start(args.toArray(String[]::new));
                Socket client = server.connect()) {
            String begun = command.startsWith("hello") ? "a line that" : "a line\nand one that";
            client.getOutputStream().write(begun.getBytes(UTF_8));
            client.getInputStream().readAllBytes();
            client.shutdownOutput();
            with().pollInterval(POLL).await().until(() -> server.stderr().contains("closed: REQUEST_TIMEOUT"));
        }
    }
}
