package dev.selkie.simulation;

import java.nio.ByteBuffer;

/** Bytes in order. */
final class ByteFifo {
    private byte[] bytes = new byte[256];
    private int start;
    private int size;

    int size() {
        return size;
    }

    /** Takes this many of the source's bytes. */
    void put(ByteBuffer source, int count) {
        if (size + count > bytes.length) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(size + count, 2 * bytes.length));
            copyTo(larger, size);
            bytes = larger.array();
            start = 0;
        }
        for (int i = 0; i < count; i++) {
            bytes[(start + size + i) % bytes.length] = source.get();
        }
        size += count;
    }

    /** Gives this many bytes, and keeps them. */
    void copyTo(ByteBuffer target, int count) {
        for (int i = 0; i < count; i++) {
            target.put(bytes[(start + i) % bytes.length]);
        }
    }

    void skip(int count) {
        start = (start + count) % bytes.length;
        size -= count;
    }

    /** Gives this many bytes. */
    void take(ByteBuffer target, int count) {
        copyTo(target, count);
        skip(count);
    }

    void moveTo(ByteFifo target, int count) {
        ByteBuffer moved = ByteBuffer.allocate(count);
        take(moved, count);
        target.put(moved.flip(), count);
    }

    void clear() {
        size = 0;
    }
}
