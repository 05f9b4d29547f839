package dev.selkie.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any bytes, in any pieces, through a transport of any mood. */
class SendQueuePropertyTest {
    private final SendQueue queue = new SendQueue();
    private final ByteArrayOutputStream expected = new ByteArrayOutputStream();
    private final List<CountedSend> sends = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    @DisplayName(
            "B1 B22 B23 whatever is queued goes once, in order, in bounded pieces, and the accounts end at nothing")
    void shouldSendEachByteOnceAndInOrder(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        int largest = 1 << random.nextInt(4, 18);
        ScriptedTransport transport = new ScriptedTransport(() -> switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 1;
            case 2 -> random.nextInt(1, largest);
            default -> ScriptedTransport.ALL;
        });
        for (int step = 0; step < 2000; step++) {
            switch (random.nextInt(5)) {
                case 0, 1 -> append(random, largest);
                case 2 -> add(random, largest);
                default -> flush(transport, random.nextInt(0, 2 * largest));
            }
        }
        while (!queue.isEmpty()) {
            flush(transport, largest);
        }
        assertThat(transport.received.toByteArray()).isEqualTo(expected.toByteArray());
        assertThat(queue.unsentBytes()).isZero();
        assertThat(queue.retainedBytes()).isZero();
        assertThat(sends)
                .isNotEmpty()
                .allSatisfy(send -> assertThat(send.closed).isEqualTo(1));
    }

    private void append(SplittableRandom random, int largest) {
        byte[] bytes = bytes(random, largest);
        expected.writeBytes(bytes);
        int margin = random.nextInt(10);
        ByteBuffer source = random.nextBoolean()
                ? ByteBuffer.allocate(bytes.length + 2 * margin)
                : ByteBuffer.allocateDirect(bytes.length + 2 * margin);
        source.position(margin).put(bytes).limit(margin + bytes.length).position(margin);
        queue.append(source);
        assertThat(source.position()).isEqualTo(source.limit()).isEqualTo(margin + bytes.length);
    }

    private void add(SplittableRandom random, int largest) {
        byte[] bytes = bytes(random, largest);
        expected.writeBytes(bytes);
        CountedSend send = new CountedSend(bytes);
        sends.add(send);
        queue.add(send);
    }

    private static byte[] bytes(SplittableRandom random, int largest) {
        byte[] bytes = new byte[random.nextInt(8) == 0 ? 0 : random.nextInt(largest)];
        random.nextBytes(bytes);
        return bytes;
    }

    private void flush(ScriptedTransport transport, int maxBytes) throws IOException {
        int before = transport.received.size();
        long sent = queue.flush(transport, maxBytes);
        assertThat(sent).isEqualTo(transport.received.size() - before).isLessThanOrEqualTo(maxBytes);
        assertThat(queue.unsentBytes()).isEqualTo(expected.size() - transport.received.size());
    }
}
