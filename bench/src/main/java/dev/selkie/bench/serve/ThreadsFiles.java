package dev.selkie.bench.serve;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** {@code transferTo} from a thread for each connection. Arguments: which kind of thread, the file, bytes a call or 0. */
public final class ThreadsFiles {
    private static final int BACKLOG = 4096;

    private ThreadsFiles() {}

    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        var executor = Workers.valueOf(args[0]).executor();
        var file = FileChannel.open(Path.of(args[1]));
        long chunk = Long.parseLong(args[2]);
        try (var server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            Ready.tell(server.getLocalAddress());
            while (true) {
                SocketChannel socket = server.accept();
                executor.execute(() -> serve(socket, file, chunk == 0 ? Long.MAX_VALUE : chunk));
            }
        }
    }

    private static void serve(SocketChannel socket, FileChannel file, long chunk) {
        try (socket) {
            var in = new DataInputStream(socket.socket().getInputStream());
            while (true) {
                long offset = in.readLong();
                long end = offset + in.readLong();
                while (offset < end) {
                    offset += file.transferTo(offset, Math.min(chunk, end - offset), socket);
                }
            }
        } catch (IOException gone) {
            // its connection ends
        }
    }
}
