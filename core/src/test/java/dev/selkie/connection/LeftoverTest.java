package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeftoverTest {
    private static final int HEADROOM = 64;
    private final Leftover leftover = new Leftover();
    private final ByteBuffer shared = ByteBuffer.allocateDirect(HEADROOM + 256);
    private byte next;
    private byte expected;

    private ByteBuffer fresh(int count) {
        shared.clear().position(HEADROOM);
        for (int i = 0; i < count; i++) {
            shared.put(next++);
        }
        return shared.limit(shared.position()).position(HEADROOM);
    }

    private void consume(ByteBuffer presented, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(presented.get()).isEqualTo(expected++);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldPresentEveryByteOnceInOrderWhateverIsLeft(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            ByteBuffer presented = leftover.join(fresh(1 + random.nextInt(256)));
            int consumed =
                    random.nextInt(4) == 0 ? presented.remaining() : random.nextInt(presented.remaining() + 1) / 2;
            consume(presented, consumed);
            int left = presented.remaining();
            leftover.keep(presented);
            shared.clear().put(new byte[shared.capacity()]); // the next reader of the loop's buffer
            assertThat(leftover.size()).isEqualTo(left);
            assertThat(leftover.retainedBytes()).isGreaterThanOrEqualTo(left);
            if (leftover.size() > 100_000) {
                leftover.clear();
                expected = next;
            }
        }
    }

    @Test
    void shouldOwnNothingWhenNothingIsLeft() {
        ByteBuffer presented = leftover.join(fresh(10));
        leftover.keep(presented);
        assertThat(leftover.retainedBytes()).isPositive();
        presented = leftover.join(fresh(10));
        consume(presented, 20);
        leftover.keep(presented);
        assertThat(leftover.retainedBytes()).isZero();
        assertThat(leftover.bytes()).isNull();
    }

    @Test
    @DisplayName("B17: a line that comes byte by byte is not copied again with each byte")
    void shouldNotMoveALongRestForEachByte() {
        leftover.keep(leftover.join(fresh(256)));
        for (int i = 0; i < 2; i++) {
            leftover.keep(leftover.join(fresh(256)));
        }
        int moves = 0;
        ByteBuffer before = leftover.bytes();
        for (int i = 0; i < 100_000; i++) {
            ByteBuffer presented = leftover.join(fresh(1));
            leftover.keep(presented);
            if (leftover.bytes() != before) {
                before = leftover.bytes();
                moves++;
            }
        }
        assertThat(moves).isLessThan(20);
    }
}
