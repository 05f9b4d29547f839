package dev.selkie.transfer;

import dev.selkie.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Takes in each call as many bytes as its script says, and keeps them. It has no channel. */
final class ScriptedTransport implements Transport {
    static final int ALL = Integer.MAX_VALUE;

    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    int writes;
    private final IntSupplier script;
    private boolean broken;

    ScriptedTransport(IntSupplier script) {
        this.script = script;
    }

    static ScriptedTransport taking(int bytesPerCall) {
        return new ScriptedTransport(() -> bytesPerCall);
    }

    void breakDown() {
        broken = true;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (broken) {
            throw new IOException("broken by a test");
        }
        if (!source.hasRemaining()) {
            throw new AssertionError("a write of nothing");
        }
        writes++;
        byte[] taken = new byte[Math.min(script.getAsInt(), source.remaining())];
        source.get(taken);
        received.writeBytes(taken);
        return taken.length;
    }

    @Override
    public int read(ByteBuffer target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(FileChannel file, long position, long count) throws IOException {
        return file.transferTo(position, count, new WritableByteChannel() {
            @Override
            public int write(ByteBuffer source) throws IOException {
                return ScriptedTransport.this.write(source);
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        });
    }

    @Override
    public @Nullable String whyCopied(FileChannel file) {
        return "a test";
    }

    @Override
    public void shutdownOutput() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SelectableChannel channel() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void resetOnClose() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
