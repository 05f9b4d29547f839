package dev.selkie.transfer;

import dev.selkie.transport.Transport;
import java.io.IOException;
import java.lang.reflect.Proxy;
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

/** Bytes that the socket did not take at once: into the queue, and out of it. The transport takes all, by one proxy call. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SendQueueBenchmark {
    @Param({"100", "65536"})
    private int bytes;

    private final SendQueue queue = new SendQueue();
    private ByteBuffer source;
    private Transport transport;

    @Setup
    public void make() {
        source = ByteBuffer.allocateDirect(bytes);
        transport = (Transport) Proxy.newProxyInstance(
                Transport.class.getClassLoader(), new Class<?>[] {Transport.class}, (proxy, method, args) -> {
                    ByteBuffer written = (ByteBuffer) args[0];
                    int count = written.remaining();
                    written.position(written.limit());
                    return count;
                });
    }

    @Benchmark
    public long appendAndFlush() throws IOException {
        queue.append(source.clear());
        return queue.flush(transport, Long.MAX_VALUE);
    }
}
