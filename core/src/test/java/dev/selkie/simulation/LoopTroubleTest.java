package dev.selkie.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selkie.loop.EventLoop;
import dev.selkie.server.TcpServer;
import dev.selkie.testing.Script;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Contract 6: trouble of the loop closes all, and is told to who runs it")
class LoopTroubleTest {
    static List<Supplier<Throwable>> failures() {
        return List.of(
                () -> new IOException("planned"),
                () -> new OutOfMemoryError("planned"),
                () -> new IllegalStateException("planned"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    @DisplayName("L14, O7: the selector fails")
    void shouldCloseAllWhateverTheSelectorThrows(Supplier<Throwable> failure) throws IOException {
        var network = new SimulatedNetwork(1, Conditions.CALM);
        var loop = new EventLoop(network, network::nanoTime, network.executor());
        var handler = new Script();
        var server = new TcpServer(loop, new InetSocketAddress("127.0.0.1", 0), () -> handler);
        network.connect(server.serverAddress()).send(new byte[] {'a'});
        boolean[] armed = {false};
        loop.addTurnListener(() -> {
            if (!armed[0] && handler.events().contains("handle a")) {
                armed[0] = true;
                loop.schedule(Duration.ofMillis(1), () -> {});
                network.fail("select", network.calls("select") + 1, failure);
            }
        });
        assertThatThrownBy(server::handleRequest).hasMessage("planned");
        assertThat(handler.events()).endsWith("closed IO_FAILED");
    }
}
