package dev.selkie.bench.serve;

import dev.selkie.handlers.EchoHandler;
import dev.selkie.server.TcpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Selkie's echo server, all options at their defaults. */
public final class SelkieEcho {
    private SelkieEcho() {}

    public static void main(String[] args) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var server = new TcpServer(address, EchoHandler::new)) {
            Ready.tell(server.serverAddress());
            server.serveForever();
        }
    }
}
