package dev.selkie.bench.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * What zero copy saves: a thread for each connection that reads the file into a buffer and writes the buffer. Arguments:
 * which kind of thread, the file, and bytes a call, which are not heeded.
 */
public final class CopyingFiles {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final ThreadLocal<ByteBuffer> BUFFER =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER_BYTES));

    private CopyingFiles() {}

    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        ThreadsFiles.serve(Workers.valueOf(args[0]).executor(), Path.of(args[1]), CopyingFiles::send);
    }

    private static long send(FileChannel file, long offset, long most, SocketChannel socket) throws IOException {
        ByteBuffer buffer = BUFFER.get().clear().limit((int) Math.min(most, BUFFER_BYTES));
        int count = file.read(buffer, offset);
        socket.write(buffer.flip()); // all of it: this channel blocks
        return count;
    }
}
