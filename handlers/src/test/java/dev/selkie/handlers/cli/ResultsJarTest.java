package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handlers.Payload;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The servers that print results. */
@Timeout(30)
class ResultsJarTest {
    @Test
    void shouldPrintTheSizeOfWhatEachConnectionSent() throws Exception {
        try (var server = SelkieProcess.start("receive", "--port", "0")) {
            for (int count : new int[] {3_000_000, 0}) {
                try (Socket client = server.connect()) {
                    Payload.send(client.getOutputStream(), count);
                    client.shutdownOutput();
                    assertThat(client.getInputStream().read()).isEqualTo(-1);
                }
            }
            server.signal("TERM");
            assertThat(server.awaitExit()).isEqualTo(143);
            assertThat(server.stdout().lines().skip(1)).containsExactly("Total size:3000000", "Total size:0");
        }
    }

    @Test
    void shouldPrintDatagramsUntilExit() throws Exception {
        try (var server = SelkieProcess.start("udp-sink", "--port", "0", "--stop-on-exit");
                var client = new DatagramSocket()) {
            server.awaitPort();
            send(client, server, "你好");
            send(client, server, "a\nb");
            send(client, server, "exit\n");

            assertThat(server.awaitExit()).isZero();
            assertThat(server.stdout().lines().skip(1)).containsExactly("你好", "a\\nb", "exit\\n");
            assertThat(server.stderr()).isEmpty();
        }
    }

    @Test
    void shouldEchoDatagramsUntilSigterm() throws Exception {
        try (var server = SelkieProcess.start("udp-echo", "--port", "0");
                var client = new DatagramSocket()) {
            client.setSoTimeout(10_000);
            send(client, server, "hello");
            var answer = new DatagramPacket(new byte[100], 100);
            client.receive(answer);
            assertThat(new String(answer.getData(), 0, answer.getLength(), UTF_8))
                    .isEqualTo("hello");
            server.signal("TERM");
            assertThat(server.awaitExit()).isEqualTo(143);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(server.stderr())
                            .matches("selkie: stopped by SIGTERM: 1 received, 1 sent, 0 dropped\\R"));
        }
    }

    private static void send(DatagramSocket client, SelkieProcess server, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        client.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName("127.0.0.1"), server.awaitPort()));
    }
}
