package dev.selkie.bench.serve;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/** {@code transferTo} from a thread for each connection. Arguments: which kind of thread, the file, bytes a call or 0. */
public final class ThreadsFiles {
    private static final int BACKLOG = 4096;

    private ThreadsFiles() {}

    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        long given = Long.parseLong(args[2]);
        long chunk = given == 0 ? Long.MAX_VALUE : given;
        serve(
                Workers.valueOf(args[0]).executor(),
                Path.of(args[1]),
                (file, offset, most, socket) -> file.transferTo(offset, Math.min(chunk, most), socket));
    }

    /** Sends some of a file. Returns how much: 0 or less when it has no more. */
    interface Sending {
        long send(FileChannel file, long offset, long most, SocketChannel socket) throws IOException;
    }

    /** A thread for each connection, for ever. */
    static void serve(Executor executor, Path path, Sending sending) throws IOException {
        var file = FileChannel.open(path);
        try (var server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            Ready.tell(server.getLocalAddress());
            while (true) {
                SocketChannel socket = server.accept();
                executor.execute(() -> serve(socket, file, sending));
            }
        }
    }

    private static void serve(SocketChannel socket, FileChannel file, Sending sending) {
        try (socket) {
            var in = new DataInputStream(socket.socket().getInputStream());
            while (true) {
                long offset = in.readLong();
                long end = offset + in.readLong();
                while (offset < end) {
                    long count = sending.send(file, offset, end - offset, socket);
                    if (count <= 0) {
                        return; // shorter than was asked for
                    }
                    offset += count;
                }
            }
        } catch (IOException gone) {
            // its connection ends
        }
    }
}
