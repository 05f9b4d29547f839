package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handlers.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs of others as clients. */
@Timeout(30)
class PeersJarTest {
    private static final byte[] MESSAGE = Payload.bytes(1024 * 1024);

    private static SelkieProcess server;

    @BeforeAll
    static void start() throws IOException {
        server = SelkieProcess.start("echo", "--port", "0");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void shouldTalkToNetcat() throws Exception {
        Programs.assumeOpenBsdNetcat();

        assertThat(Programs.run(MESSAGE, "nc", "-N", "127.0.0.1", port())).isEqualTo(MESSAGE);
    }

    @Test
    void shouldTalkToSocat() throws Exception {
        Programs.assumeInstalled("socat");

        assertThat(Programs.run(MESSAGE, "socat", "-t", "10", "STDIO", "TCP:127.0.0.1:" + port()))
                .isEqualTo(MESSAGE);
    }

    @Test
    void shouldTalkToPythonsSocket() throws Exception {
        Programs.assumeInstalled("python3");
        String client = """
                import socket, sys
                with socket.create_connection(('127.0.0.1', int(sys.argv[1])), timeout=10) as client:
                    for message in 'first', 'second':
                        client.sendall(message.encode())
                        print(client.recv(1024).decode())
                    client.shutdown(socket.SHUT_WR)
                    print(client.recv(1024))
                """;

        byte[] printed = Programs.run(new byte[0], "python3", "-c", client, port());

        assertThat(new String(printed, StandardCharsets.UTF_8).lines()).containsExactly("first", "second", "b''");
    }

    private static String port() {
        return String.valueOf(server.awaitPort());
    }
}
