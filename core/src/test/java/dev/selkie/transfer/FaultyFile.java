package dev.selkie.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Random;

/** A file on a disk that takes as little at a time as it likes, and fails at the n-th call. */
final class FaultyFile extends FileChannel {
    private final FileChannel file;
    private final Random random;
    private int callsLeft;

    /** The call that fails, counted from 1; 0 for none. */
    FaultyFile(FileChannel file, Random random, int failingCall) {
        this.file = file;
        this.random = random;
        this.callsLeft = failingCall;
    }

    private void called() throws IOException {
        callsLeft--;
        if (callsLeft == 0) {
            throw new IOException("the disk is broken");
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        called();
        int limit = source.limit();
        source.limit(source.position() + 1 + random.nextInt(source.remaining()));
        try {
            return file.write(source);
        } finally {
            source.limit(limit);
        }
    }

    @Override
    public void force(boolean metaData) throws IOException {
        called();
        file.force(metaData);
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    protected void implCloseChannel() throws IOException {
        file.close();
        called();
    }

    // ---- not needed

    @Override
    public int read(ByteBuffer target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long newPosition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel truncate(long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int read(ByteBuffer target, long position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer source, long position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }
}
