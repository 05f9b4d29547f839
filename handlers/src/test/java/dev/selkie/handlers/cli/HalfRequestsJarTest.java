package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Contract 4: clients that send a part of a request and wait do not exhaust the heap")
class HalfRequestsJarTest {
    private static final int CLIENTS = 5_000;
    private static final String HALF = "GET / HTTP/1.1\r\nHost: here\r\n";

    static Stream<Arguments> halves() {
        return Stream.of(
                Arguments.of("one long field", HALF + "X: " + "x".repeat(15_000)),
                Arguments.of("many short fields", HALF + "x: y\r\n".repeat(98)),
                Arguments.of("before a body", HALF + "X: " + "x".repeat(15_000) + "\r\nContent-Length: 9\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("halves")
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    @DisplayName("B16: half requests before a small heap")
    void shouldServeOthersMeanwhile(String kind, String half, @TempDir Path folder) throws Exception {
        Programs.assumeDescriptors(CLIENTS + 100);
        List<SocketChannel> clients = new ArrayList<>();
        try (var server = SelkieProcess.startJava(
                List.of("-Xmx64m"), "files", folder.toString(), "--port", "0", "--log-level", "error")) {
            for (int i = 0; i < CLIENTS; i++) {
                SocketChannel client = SocketChannel.open(new InetSocketAddress("127.0.0.1", server.awaitPort()));
                clients.add(client);
                client.write(ByteBuffer.wrap(half.getBytes(US_ASCII)));
            }
            assertThat(answer(server)).startsWith("HTTP/1.1 200 ");
            assertThat(server.stderr()).isEmpty();
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    private static String answer(SelkieProcess server) throws IOException {
        try (Socket client = server.connect()) {
            client.getOutputStream().write((HALF + "Connection: close\r\n\r\n").getBytes(US_ASCII));
            return new String(client.getInputStream().readAllBytes(), US_ASCII);
        }
    }
}
