package dev.selkie.handler;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.selkie.loop.EventLoop;
import dev.selkie.server.TcpServer;
import dev.selkie.simulation.Conditions;
import dev.selkie.simulation.SimulatedNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Finds a hundred lines, on a connection of a simulated network. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LinesBenchmark {
    private static final int LINES = 100;

    @Param({"20", "500"})
    private int lineBytes;

    private final Counting handler = new Counting();
    private ByteBuffer received;

    @Setup
    public void connect() throws Exception {
        var network = new SimulatedNetwork(1, Conditions.CALM);
        var loop = new EventLoop(network, network::nanoTime, network.executor());
        var server = new TcpServer(
                loop, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), () -> handler);
        server.serveForever();
        network.connect(server.serverAddress());
        loop.runUntil(() -> handler.connected);
        byte[] text = ("x".repeat(lineBytes - 1) + "\n").repeat(LINES).getBytes(US_ASCII);
        received = ByteBuffer.allocateDirect(text.length).put(text);
    }

    @Benchmark
    public long views() throws Exception {
        handler.handle(received.flip());
        return handler.bytes;
    }

    private static final class Counting extends LineRequestHandler {
        private boolean connected;
        private long bytes;

        @Override
        protected void setup() {
            connected = true;
        }

        @Override
        protected void handleLine(ByteBuffer line) {
            bytes += line.remaining();
        }
    }
}
