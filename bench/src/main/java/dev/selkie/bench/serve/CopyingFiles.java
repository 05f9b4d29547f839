package dev.selkie.bench.serve;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * What zero copy saves: a thread for each connection that reads the file into a buffer and writes the buffer. Arguments:
 * the file, and bytes a call, which are not heeded.
 */
public final class CopyingFiles {
    private static final int BACKLOG = 4096;
    private static final int BUFFER_BYTES = 64 * 1024;

    private CopyingFiles() {}

    public static void main(String[] args) throws IOException {
        var file = FileChannel.open(Path.of(args[0]));
        try (var server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            Ready.tell(server.getLocalAddress());
            while (true) {
                SocketChannel socket = server.accept();
                new Thread(() -> serve(socket, file)).start();
            }
        }
    }

    private static void serve(SocketChannel socket, FileChannel file) {
        try (socket) {
            var in = new DataInputStream(socket.socket().getInputStream());
            var buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
            while (true) {
                long offset = in.readLong();
                long left = in.readLong();
                while (left > 0) {
                    buffer.clear().limit((int) Math.min(left, BUFFER_BYTES));
                    int count = file.read(buffer, offset);
                    if (count < 0) {
                        return; // shorter than was asked for
                    }
                    socket.write(buffer.flip()); // all of it: this channel blocks
                    offset += count;
                    left -= count;
                }
            }
        } catch (IOException gone) {
            // its connection ends
        }
    }
}
