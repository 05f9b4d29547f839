package dev.selkie.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** An endless sequence of bytes that is the same each time, to send and to compare with. */
public final class Payload {
    /** A prime, so that bytes which got lost or doubled by whole buffers are noticed. */
    private static final byte[] BLOCK = new byte[1_048_573];

    static {
        new Random(1).nextBytes(BLOCK);
    }

    private Payload() {}

    public static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int done = 0; done < count; ) {
            ByteBuffer next = from(done);
            int step = Math.min(next.remaining(), count - done);
            next.get(bytes, done, step);
            done += step;
        }
        return bytes;
    }

    /** Some bytes of the sequence from an index on, at least one. */
    public static ByteBuffer from(long index) {
        int start = (int) (index % BLOCK.length);
        return ByteBuffer.wrap(BLOCK, start, Math.min(64 * 1024, BLOCK.length - start));
    }

    public static void send(OutputStream out, long count) throws IOException {
        for (long index = 0; index < count; ) {
            ByteBuffer next = from(index);
            int step = (int) Math.min(next.remaining(), count - index);
            out.write(next.array(), next.position(), step);
            index += step;
        }
    }

    /** Reads to the end of the stream and compares all that comes. Returns how much that was. */
    public static long receive(InputStream in, int bytesPerRead) throws IOException {
        byte[] received = new byte[bytesPerRead];
        long index = 0;
        for (int count = in.read(received); count >= 0; count = in.read(received)) {
            compare(index, received, count);
            index += count;
        }
        return index;
    }

    public static void receiveExactly(InputStream in, int count) throws IOException {
        byte[] received = new byte[count];
        new DataInputStream(in).readFully(received);
        compare(0, received, count);
    }

    private static void compare(long index, byte[] received, int count) {
        for (int done = 0; done < count; ) {
            ByteBuffer expected = from(index + done);
            int step = Math.min(expected.remaining(), count - done);
            int start = expected.position();
            int mismatch = Arrays.mismatch(expected.array(), start, start + step, received, done, done + step);
            assertThat(mismatch)
                    .as("first wrong byte after byte %d", index + done)
                    .isEqualTo(-1);
            done += step;
        }
    }
}
