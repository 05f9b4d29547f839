package dev.selkie.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A file that can do nothing: tests' own files override what they need. */
public abstract class StubFile extends FileChannel {
    private static UnsupportedOperationException notNeeded() {
        return new UnsupportedOperationException("no test needs this of a file");
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        throw notNeeded();
    }

    @Override
    public long size() throws IOException {
        throw notNeeded();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        throw notNeeded();
    }

    @Override
    public int read(ByteBuffer target) {
        throw notNeeded();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw notNeeded();
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        throw notNeeded();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw notNeeded();
    }

    @Override
    public int write(ByteBuffer source, long position) {
        throw notNeeded();
    }

    @Override
    public long position() {
        throw notNeeded();
    }

    @Override
    public FileChannel position(long newPosition) {
        throw notNeeded();
    }

    @Override
    public FileChannel truncate(long size) {
        throw notNeeded();
    }

    @Override
    public void force(boolean metaData) throws IOException {
        throw notNeeded();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw notNeeded();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw notNeeded();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw notNeeded();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw notNeeded();
    }
}
