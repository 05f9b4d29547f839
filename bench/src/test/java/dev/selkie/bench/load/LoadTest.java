package dev.selkie.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.handlers.EchoHandler;
import dev.selkie.server.TcpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class LoadTest {
    private static final Pace SHORT = Pace.closed(Duration.ofMillis(10), Duration.ofMillis(50));

    @ParameterizedTest
    @CsvSource({"1, 1", "100, 16", "1000000, 2"})
    void shouldGetBackWhatItSends(int bytes, int pipeline) throws Exception {
        LoadResult result = echo(EchoHandler::new, 3, bytes, pipeline, SHORT);

        assertThat(result.exchanges()).isGreaterThanOrEqualTo(3L * pipeline);
        assertThat(result.bytes()).isEqualTo(result.exchanges() * bytes);
        assertThat(result.latencyNanos().getTotalCount()).isEqualTo(result.exchanges());
        assertThat(result.serverCpuNanos()).isPositive();
    }

    @Test
    void shouldSendAtAConstantRateWhateverComesBack() throws Exception {
        var pace = new Pace(Duration.ZERO, Duration.ofMillis(100), 1000);

        assertThat(echo(EchoHandler::new, 3, 16, 1, pace).exchanges()).isEqualTo(100);
    }

    @Test
    void shouldNoticeOneWrongByte() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> echo(Garbling::new, 1, 10, 1, SHORT))
                .withMessageContaining("wrong byte 4 in an answer of 10 bytes");
    }

    @Test
    void shouldNoticeAServerThatLeaves() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> echo(Leaving::new, 1, 10, 1, SHORT))
                .withMessageContaining("ended a connection while 1 answers are missing");
    }

    private static LoadResult echo(RequestHandlerFactory handlers, int connections, int bytes, int pipeline, Pace pace)
            throws Exception {
        try (var server = new TcpServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), handlers)) {
            var serving = CompletableFuture.runAsync(() -> {
                try {
                    server.serveForever();
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            try {
                long pid = ProcessHandle.current().pid();
                return new EchoLoad(server.serverAddress(), pid, connections, bytes, pipeline, pace)
                        .run(new IdleConnections());
            } finally {
                server.close(Duration.ZERO);
                serving.get();
            }
        }
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

    private static final class Leaving extends StreamRequestHandler {
        @Override
        protected void handle(ByteBuffer received) {
            received.position(received.limit());
            connection().close();
        }
    }
}
