package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers whose standard output, or error, goes into a pipe that nobody reads. A pipe holds 64 KiB. */
@Timeout(60)
class UnreadOutputJarTest {
    private Process process;
    private BufferedReader out;
    private int port;

    private void start(String... args) throws IOException {
        var command = new ArrayList<>(List.of(SelkieProcess.JAVA.toString(), "-jar", SelkieProcess.JAR.toString()));
        command.addAll(List.of(args));
        process = new ProcessBuilder(command).start();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        String line = out.readLine();
        port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    @Test
    @DisplayName("a log that nobody reads stops no loop")
    void shouldServeWhoeverReadsTheLog() throws Exception {
        start("chat", "--port", "0", "--framing", "lines");
        try (Socket client = connect()) {
            var answers = client.getInputStream();
            byte[] answer = "服务器已经收到你的信息".getBytes(UTF_8);
            for (int i = 0; i < 3_000; i++) {
                client.getOutputStream().write(("a message of some length, number " + i + "\n").getBytes(UTF_8));
                assertThat(answers.readNBytes(answer.length)).isEqualTo(answer);
            }
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @DisplayName("results that nobody reads stop no loop, and are counted in the end")
    void shouldGoOnWhoeverReadsTheResults() throws Exception {
        start("udp-sink", "--port", "0", "--stop-on-exit");
        try (var client = new DatagramSocket()) {
            byte[] text = "x".repeat(20_000).getBytes(UTF_8);
            for (int i = 0; i < 20; i++) {
                client.send(new DatagramPacket(text, text.length, InetAddress.getLoopbackAddress(), port));
            }
            byte[] exit = "exit".getBytes(UTF_8);
            client.send(new DatagramPacket(exit, exit.length, InetAddress.getLoopbackAddress(), port));
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            try (var err = new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8))) {
                assertThat(err.readLine()).matches("selkie: [0-9]+ lines were not printed, since nobody read them.*");
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
