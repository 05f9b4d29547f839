package dev.selkie.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is still to be sent, over a transport that takes what a script says. */
class SendQueueTest {
    private static final int CHUNK_BYTES = 64 * 1024;

    private final SendQueue queue = new SendQueue();

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private void append(byte[] bytes) {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        queue.append(source);
        assertThat(source.hasRemaining()).isFalse();
    }

    private void assertNothingLeft() {
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.unsentBytes()).isZero();
        assertThat(queue.retainedBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, ScriptedTransport.ALL})
    @DisplayName("B1 B22 the rest is sent once and in order, however little the transport takes")
    void shouldSendAllInOrder(int bytesPerCall) throws IOException {
        byte[] content = random(10_000);
        ScriptedTransport transport = ScriptedTransport.taking(bytesPerCall);
        append(Arrays.copyOfRange(content, 0, 3));
        append(Arrays.copyOfRange(content, 3, 5000));
        CountedSend send = new CountedSend(Arrays.copyOfRange(content, 5000, 8000));
        queue.add(send);
        append(Arrays.copyOfRange(content, 8000, 10_000));
        assertThat(queue.unsentBytes()).isEqualTo(10_000);
        while (!queue.isEmpty()) {
            long before = queue.unsentBytes();
            long sent = queue.flush(transport, 100_000);
            assertThat(sent).isPositive().isEqualTo(before - queue.unsentBytes());
        }
        assertThat(transport.received.toByteArray()).isEqualTo(content);
        assertThat(send.closed).isEqualTo(1);
        assertNothingLeft();
    }

    @Test
    void shouldAskASendOnlyWhenItIsReady() throws IOException {
        ScriptedTransport transport = ScriptedTransport.taking(ScriptedTransport.ALL);
        boolean[] ready = {false};
        queue.add(new CountedSend(random(10)) {
            @Override
            public boolean isReady() {
                return ready[0];
            }
        });
        append(random(20));
        assertThat(queue.flush(transport, 1_000)).isZero();
        assertThat(queue.isReady()).isFalse();
        ready[0] = true;
        assertThat(queue.flush(transport, 1_000)).isEqualTo(30);
        assertNothingLeft();
    }

    @Test
    @DisplayName("B2 a transport that is full is asked once, and nothing changes")
    void shouldAskAFullTransportOnce() throws IOException {
        ScriptedTransport transport = ScriptedTransport.taking(0);
        append(random(200_000));
        assertThat(queue.flush(transport, 1_000_000)).isZero();
        assertThat(transport.writes).isEqualTo(1);
        assertThat(queue.unsentBytes()).isEqualTo(200_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, CHUNK_BYTES, CHUNK_BYTES + 1, 150_000})
    @DisplayName("L9 no more goes in a call than was allowed")
    void shouldSendNoMoreThanItIsAllowed(int maxBytes) throws IOException {
        ScriptedTransport transport = ScriptedTransport.taking(ScriptedTransport.ALL);
        byte[] content = random(300_000);
        append(Arrays.copyOf(content, 100_000));
        queue.add(new CountedSend(Arrays.copyOfRange(content, 100_000, 200_000)));
        append(Arrays.copyOfRange(content, 200_000, 300_000));
        assertThat(queue.flush(transport, maxBytes)).isEqualTo(maxBytes);
        assertThat(queue.unsentBytes()).isEqualTo(300_000 - maxBytes);
        assertThat(transport.received.toByteArray()).isEqualTo(Arrays.copyOf(content, maxBytes));
    }

    @Test
    void shouldSendNothingWhenNothingIsAllowed() throws IOException {
        append(random(10));
        assertThat(queue.flush(ScriptedTransport.taking(ScriptedTransport.ALL), 0))
                .isZero();
        assertThat(queue.unsentBytes()).isEqualTo(10);
    }

    @Test
    void shouldSendAllWhenThereIsNoBound() throws IOException {
        ScriptedTransport transport = ScriptedTransport.taking(7);
        append(random(20));
        assertThat(queue.flush(transport, Long.MAX_VALUE)).isEqualTo(7);
        assertThat(queue.flush(transport, Long.MAX_VALUE)).isEqualTo(7);
        assertThat(queue.flush(transport, Long.MAX_VALUE)).isEqualTo(6);
        assertThat(transport.received.toByteArray()).isEqualTo(random(20));
        assertNothingLeft();
    }

    @Test
    @DisplayName("B9 many small rests cost few buffers")
    void shouldKeepManySmallRestsInFewChunks() throws IOException {
        byte[] content = random(300_000);
        for (byte each : content) {
            append(new byte[] {each});
            assertThat(queue.retainedBytes())
                    .isLessThanOrEqualTo(Math.max(1024, 3 * queue.unsentBytes()))
                    .isLessThanOrEqualTo(queue.unsentBytes() + CHUNK_BYTES);
        }
        ScriptedTransport transport = ScriptedTransport.taking(ScriptedTransport.ALL);
        queue.flush(transport, Long.MAX_VALUE);
        assertThat(transport.writes).isLessThan(15);
        assertThat(transport.received.toByteArray()).isEqualTo(content);
        assertNothingLeft();
    }

    @Test
    @DisplayName("B9 bytes that come and go through a queue that is never empty hold no more than two chunks")
    void shouldNotGrowWhileBytesComeAndGo() throws IOException {
        ScriptedTransport transport = ScriptedTransport.taking(100);
        append(random(1000));
        for (int i = 0; i < 10_000; i++) {
            append(random(100));
            queue.flush(transport, 100);
            assertThat(queue.retainedBytes()).isLessThanOrEqualTo(2 * CHUNK_BYTES);
        }
        assertThat(queue.unsentBytes()).isEqualTo(1000);
    }

    @Test
    void shouldHoldNothingForAnEmptyAppend() throws IOException {
        append(new byte[0]);
        assertNothingLeft();
        append(random(5));
        append(new byte[0]);
        assertThat(queue.flush(ScriptedTransport.taking(ScriptedTransport.ALL), 100))
                .isEqualTo(5);
        assertNothingLeft();
    }

    @Test
    void shouldRemoveAndCloseWhatIsEmptyAlsoBehindTheLastByteAllowed() throws IOException {
        CountedSend first = new CountedSend(new byte[0]);
        CountedSend second = new CountedSend(new byte[10]);
        CountedSend third = new CountedSend(new byte[0]);
        queue.add(first);
        queue.add(second);
        queue.add(third);
        assertThat(queue.isEmpty()).isFalse();
        assertThat(queue.flush(ScriptedTransport.taking(ScriptedTransport.ALL), 10))
                .isEqualTo(10);
        assertNothingLeft();
        assertThat(new int[] {first.closed, second.closed, third.closed}).containsExactly(1, 1, 1);
    }

    @Test
    void shouldCountNoMemoryForWhatLiesInAFile() {
        queue.add(new CountedSend(new byte[1_000_000]));
        assertThat(queue.retainedBytes()).isZero();
        assertThat(queue.unsentBytes()).isEqualTo(1_000_000);
    }

    @Test
    @DisplayName("B3 a Send that throws leaves the account of what went before right, and is closed with the queue")
    void shouldKeepItsAccountsWhenASendThrows() {
        ScriptedTransport transport = ScriptedTransport.taking(ScriptedTransport.ALL);
        SourceException failure = new SourceException("made by a test");
        CountedSend failing = new CountedSend(random(100)).failingAt(30, failure);
        CountedSend behind = new CountedSend(random(50));
        append(random(1000));
        queue.add(failing);
        queue.add(behind);
        assertThatThrownBy(() -> {
                    queue.flush(transport, 10_000);
                    queue.flush(transport, 10_000);
                })
                .isSameAs(failure);
        assertThat(transport.received.size()).isEqualTo(1030);
        assertThat(queue.unsentBytes()).isEqualTo(120);
        assertThat(queue.retainedBytes()).isZero();
        queue.close();
        assertThat(new int[] {failing.closed, behind.closed}).containsExactly(1, 1);
    }

    @Test
    @DisplayName("B3 a transport that breaks loses nothing of the account")
    void shouldKeepItsAccountsWhenTheTransportBreaks() throws IOException {
        ScriptedTransport transport = ScriptedTransport.taking(700);
        append(random(100_000));
        queue.flush(transport, 10_000);
        transport.breakDown();
        assertThatThrownBy(() -> queue.flush(transport, 10_000)).isInstanceOf(IOException.class);
        assertThat(queue.unsentBytes()).isEqualTo(99_300);
        append(random(10));
        assertThat(queue.unsentBytes()).isEqualTo(99_310);
    }

    @Test
    void shouldCloseEachSendOnceAndStillTellWhatDidNotGo() throws IOException {
        CountedSend done = new CountedSend(new byte[10]);
        CountedSend half = new CountedSend(new byte[10]);
        CountedSend untouched = new CountedSend(new byte[10]);
        queue.add(done);
        queue.add(half);
        queue.add(untouched);
        append(random(5));
        queue.flush(ScriptedTransport.taking(ScriptedTransport.ALL), 15);
        queue.close();
        queue.close();
        assertThat(new int[] {done.closed, half.closed, untouched.closed}).containsExactly(1, 1, 1);
        assertThat(queue.unsentBytes()).isEqualTo(20);
        assertThat(queue.retainedBytes()).isZero();
        assertThat(queue.isEmpty()).isTrue();
    }
}
