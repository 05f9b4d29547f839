package dev.selkie.bench.serve;

import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.server.TcpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Sends the asked part of a file by Selkie's {@code sendFile}. Argument: the file. */
public final class SelkieFiles {
    private SelkieFiles() {}

    public static void main(String[] args) throws IOException {
        var file = Path.of(args[0]);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var server = new TcpServer(address, () -> new Files(file))) {
            Ready.tell(server.serverAddress());
            server.serveForever();
        }
    }

    private static final class Files extends StreamRequestHandler {
        private final Path file;

        Files(Path file) {
            this.file = file;
        }

        @Override
        protected void handle(ByteBuffer received) {
            while (received.remaining() >= 2 * Long.BYTES) {
                connection().sendFile(file, received.getLong(), received.getLong());
            }
        }
    }
}
