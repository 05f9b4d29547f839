package dev.selkie.bench.serve;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A blocking echo server with a thread for each connection. Argument: which kind of thread. */
public final class ThreadsEcho {
    private static final int BACKLOG = 4096;
    private static final int BUFFER_BYTES = 8192;

    private ThreadsEcho() {}

    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        var executor = Workers.valueOf(args[0]).executor();
        try (var server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())) {
            Ready.tell(server.getLocalSocketAddress());
            while (true) {
                Socket socket = server.accept();
                executor.execute(() -> echo(socket));
            }
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = socket.getInputStream();
            var out = socket.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            int count;
            while ((count = in.read(buffer)) >= 0) {
                out.write(buffer, 0, count);
            }
        } catch (IOException gone) {
            // its connection ends
        }
    }
}
