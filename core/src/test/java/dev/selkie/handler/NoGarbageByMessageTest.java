package dev.selkie.handler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.loop.AllocatedBytes;
import dev.selkie.testing.Client;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Lines and frames cost no garbage to a handler that takes their bytes, once it is warm. */
class NoGarbageByMessageTest {
    private static final class EchoLines extends LineRequestHandler {
        private final ByteBuffer lineFeed = ByteBuffer.wrap(new byte[] {'\n'});

        @Override
        protected void handleLine(ByteBuffer line) {
            connection().write(line);
            connection().write(lineFeed.rewind());
        }
    }

    private static final class EchoFrames extends FrameRequestHandler {
        EchoFrames() {
            super(4, 1000);
        }

        @Override
        protected void handleFrame(ByteBuffer frame) {
            writeFrame(frame);
        }
    }

    private static double allocatedBytesPerExchange(RequestHandlerFactory factory, byte[] bytes) throws IOException {
        int times = 10_000;
        double best = Double.MAX_VALUE;
        try (var stage = new Stage(factory)) {
            Client client = stage.connect();
            ByteBuffer message = ByteBuffer.allocateDirect(bytes.length).put(bytes);
            ByteBuffer answer = ByteBuffer.allocateDirect(bytes.length);
            for (int round = 0; round < 20 && best >= 1; round++) { // until the compiler has done its work
                long before = AllocatedBytes.ofCurrentThread();
                for (int i = 0; i < times; i++) {
                    client.channel().write(message.rewind());
                    answer.clear();
                    while (answer.hasRemaining()) {
                        stage.step();
                        client.channel().read(answer);
                    }
                }
                best = Math.min(best, (double) (AllocatedBytes.ofCurrentThread() - before) / times);
            }
            assertThat(answer.flip()).isEqualTo(message.rewind());
        }
        return best;
    }

    @Test
    void shouldHandleLinesWithoutAllocating() throws IOException {
        byte[] lines = "one\n\nthe third line\n".repeat(5).getBytes(UTF_8);
        assertThat(allocatedBytesPerExchange(EchoLines::new, lines)).isLessThan(1);
    }

    @Test
    void shouldHandleFramesWithoutAllocating() throws IOException {
        byte[] frames = ByteBuffer.allocate(1012)
                .putInt(996)
                .position(1000)
                .putInt(0)
                .putInt(4)
                .putInt(7)
                .array();
        assertThat(allocatedBytesPerExchange(EchoFrames::new, frames)).isLessThan(1);
    }
}
