package dev.selkie.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.handlers.EchoHandler;
import dev.selkie.server.TcpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class EchoCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"1", "100", "1000000"})
    void shouldCountWhatComesBackAndSayWhatItCostsTheServer(String bytes) throws Exception {
        String pid = String.valueOf(ProcessHandle.current().pid());

        assertThat(load(EchoHandler::new, "--connections=5", "--messages=4", "--size", bytes, "--pid", pid))
                .isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString())
                .containsPattern("messages +20\\R")
                .containsPattern("messages/s +\\d+\\R")
                .containsPattern("server CPU +\\d+\\.\\d+ us a message\\R");
    }

    @Test
    void shouldNoticeOneWrongByte() throws Exception {
        assertThat(load(Garbling::new, "--connections=1", "--messages=3", "--size=10"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("wrong byte 4 in a message of 10");
    }

    @Test
    void shouldGiveUpWhenTheServerIsSilent() throws Exception {
        assertThat(load(Silent::new, "--time-limit=1")).isEqualTo(1);
        assertThat(err.toString()).contains("1 s have passed, and only 0 messages have come back");
    }

    /** 192.0.2.0/24 is for documentation, and nobody's. */
    @Test
    void shouldNotLoadOtherMachinesUnlessTold() {
        assertThat(run("192.0.2.1", "9000")).isEqualTo(2);
        assertThat(err.toString()).contains("--remote");
    }

    private int load(RequestHandlerFactory handlers, String... options) throws Exception {
        try (var server = new TcpServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), handlers)) {
            var serving = CompletableFuture.runAsync(() -> {
                try {
                    server.serveForever();
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            List<String> args = new ArrayList<>(List.of(options));
            args.add("127.0.0.1");
            args.add(String.valueOf(server.serverAddress().getPort()));
            int exitCode = run(args.toArray(String[]::new));
            server.close(Duration.ZERO);
            serving.get();
            return exitCode;
        }
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of("echo"));
        all.addAll(List.of(args));
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    private static final class Garbling extends StreamRequestHandler {
        @Override
        protected void handle(ByteBuffer received) {
            ByteBuffer answer =
                    ByteBuffer.allocate(received.remaining()).put(received).flip();
            answer.put(4, (byte) ~answer.get(4));
            connection().write(answer);
        }
    }

    private static final class Silent extends StreamRequestHandler {
        @Override
        protected void handle(ByteBuffer received) {
            received.position(received.limit());
        }
    }
}
