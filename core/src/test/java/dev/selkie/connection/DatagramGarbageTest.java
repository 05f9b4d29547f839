package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.selkie.handler.DatagramRequestHandler;
import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.server.ServerOptions;
import dev.selkie.server.UdpServer;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Neither does a datagram that is echoed allocate anything, as long as it comes from the same client as the one before: the
 * JDK keeps the last address. From another client, it allocates the address.
 */
class DatagramGarbageTest {
    private static final class Echo extends DatagramRequestHandler {
        @Override
        protected void handle(ByteBuffer packet) {
            reply(packet);
        }
    }

    private static final class Silent extends StreamRequestHandler {
        @Override
        protected void handle(ByteBuffer received) {}
    }

    /** Returns the bytes allocated for each datagram, once the compiler has done its work. */
    private static double bytesPerDatagram(int clients) throws IOException {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        int times = 10_000;
        double least = Double.MAX_VALUE;
        var atOnce = ServerOptions.defaults().withGrace(Duration.ZERO);
        try (var stage = new Stage(Silent::new);
                var server = new UdpServer(
                        stage.loop(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Echo::new, atOnce)) {
            server.serveForever();
            var channels = new DatagramChannel[clients];
            for (int i = 0; i < clients; i++) {
                channels[i] = DatagramChannel.open().connect(server.serverAddress());
                channels[i].configureBlocking(false);
            }
            ByteBuffer message = ByteBuffer.allocateDirect(100);
            ByteBuffer answer = ByteBuffer.allocateDirect(200);
            for (int round = 0; round < 20 && least >= 1; round++) {
                long before = threads.getThreadAllocatedBytes(self);
                for (int i = 0; i < times; i++) {
                    channels[i % clients].write(message.rewind());
                    while (channels[i % clients].read(answer.clear()) == 0) {
                        stage.step();
                    }
                }
                least = Math.min(least, (double) (threads.getThreadAllocatedBytes(self) - before) / times);
            }
            for (DatagramChannel channel : channels) {
                channel.close();
            }
        }
        return least;
    }

    @Test
    void shouldEchoToOneClientWithoutAllocating() throws IOException {
        assertThat(bytesPerDatagram(1)).isLessThan(1);
    }

    @Test
    void shouldAllocateNoMoreThanAddressesForMany() throws IOException {
        assertThat(bytesPerDatagram(2)).isLessThan(200); // 120 on JDK 17
    }
}
