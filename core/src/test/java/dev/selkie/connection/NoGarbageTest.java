package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.selkie.testing.Client;
import dev.selkie.testing.Echo;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The path of a byte allocates nothing once it is warm. The client's part is on the same thread and allocates nothing. */
class NoGarbageTest {
    private static void exchange(Stage stage, Client client, ByteBuffer message, ByteBuffer answer, int times)
            throws IOException {
        for (int i = 0; i < times; i++) {
            client.channel().write(message.rewind());
            answer.clear();
            while (answer.hasRemaining()) {
                stage.step();
                client.channel().read(answer);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 1024, 20_000})
    void shouldEchoWithoutAllocating(int size) throws IOException {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        int times = 20_000;
        try (var stage = new Stage(Echo::new)) {
            Client client = stage.connect();
            ByteBuffer message = ByteBuffer.allocateDirect(size);
            ByteBuffer answer = ByteBuffer.allocateDirect(size);
            double bytesPerMessage = Double.MAX_VALUE;
            for (int round = 0; round < 20 && bytesPerMessage >= 1; round++) { // until the compiler has done its work
                long before = threads.getThreadAllocatedBytes(self);
                exchange(stage, client, message, answer, times);
                bytesPerMessage = (double) (threads.getThreadAllocatedBytes(self) - before) / times;
            }
            assertThat(bytesPerMessage).isLessThan(1);
        }
    }
}
