package dev.selkie.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A file in memory, which can shrink, grow, be slow or broken, as a test wants it. */
public final class MemoryFile extends StubFile {
    /** Runs before each transfer: takes its time, or throws. */
    public interface Trouble {
        void before(long position, long count) throws IOException;
    }

    private byte[] content;
    private Trouble trouble = (position, count) -> {};
    private @Nullable IOException broken;
    private int closed;
    private long sentTo;

    public MemoryFile(byte[] content) {
        this.content = content;
    }

    public MemoryFile with(Trouble trouble) {
        this.trouble = trouble;
        return this;
    }

    /** Changes its length; what is new is zero. */
    public void resize(int length) {
        content = Arrays.copyOf(content, length);
    }

    /** From now on it cannot be read. */
    public void breakDown() {
        broken = new IOException("broken by a test");
    }

    /** How often it was closed by those who use it. */
    public int closed() {
        return closed;
    }

    /** The end of what was taken furthest. */
    public long sentTo() {
        return sentTo;
    }

    private void check() throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        if (broken != null) {
            throw broken;
        }
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        trouble.before(position, count);
        check();
        if (position >= content.length) {
            return 0;
        }
        int available = (int) Math.min(count, content.length - position);
        int taken = target.write(ByteBuffer.wrap(content, (int) position, available));
        sentTo = Math.max(sentTo, position + taken);
        return taken;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        check();
        if (position >= content.length) {
            return -1;
        }
        int available = (int) Math.min(target.remaining(), content.length - position);
        target.put(content, (int) position, available);
        return available;
    }

    @Override
    public long size() throws IOException {
        check();
        return content.length;
    }

    @Override
    protected void implCloseChannel() {
        closed++;
    }
}
