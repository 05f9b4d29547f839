package dev.selkie.transfer;

import dev.selkie.loop.EventLoop;
import dev.selkie.loop.WaitingLine;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The direct memory in which all uploads of one loop wait for their disks: made when needed, used again and again, never more
 * than so much. Who finds none free waits in line. Since an upload hands over what it has as soon as its last piece is
 * written, a buffer waits for a disk and never for a peer, however slow that is.
 */
final class UploadBuffers {
    /** As much as a connection reads in a turn. */
    static final int BUFFER_BYTES = 256 * 1024;

    /** 8 MiB in all: at least twice as many as are written at once, so that others are filled meanwhile. Fewer beside a small heap. */
    static final int MOST_BUFFERS =
            (int) Math.max(4, Math.min(32, Runtime.getRuntime().maxMemory() / 16 / BUFFER_BYTES));

    private final Deque<ByteBuffer> free = new ArrayDeque<>();
    private final WaitingLine<Consumer<ByteBuffer>> waiting = new WaitingLine<>();
    private int made;

    private UploadBuffers() {}

    static UploadBuffers of(EventLoop loop) {
        return loop.shared(UploadBuffers.class, UploadBuffers::new);
    }

    /** Takes one, empty. Returns null when all are in use. */
    @Nullable
    ByteBuffer take() {
        ByteBuffer buffer = free.pollLast(); // the one that is most likely still in the processor's cache
        if (buffer == null && made < MOST_BUFFERS) {
            buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
            made++;
        }
        return buffer;
    }

    /** Hands over one that is given back, empty, when it is his turn, whose upload began then. */
    void await(Consumer<ByteBuffer> next, long begunNanos) {
        waiting.add(next, begunNanos);
    }

    /** Does not want one any longer. */
    void leave(Consumer<ByteBuffer> next) {
        waiting.remove(next);
    }

    void giveBack(ByteBuffer buffer) {
        buffer.clear();
        Consumer<ByteBuffer> next = waiting.poll();
        if (next == null) {
            free.addLast(buffer);
        } else {
            next.accept(buffer);
        }
    }

    /** How many there are. */
    int made() {
        return made;
    }

    /** How many of them nobody uses. */
    int free() {
        return free.size();
    }
}
