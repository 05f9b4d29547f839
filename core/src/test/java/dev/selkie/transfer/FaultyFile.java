package dev.selkie.transfer;

import dev.selkie.testing.StubFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Random;

/** A file on a disk that takes as little at a time as it likes, and fails at the n-th call. */
final class FaultyFile extends StubFile {
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
}
