package dev.selkie.bench.serve;

import dev.selkie.handlers.UdpEchoHandler;
import dev.selkie.server.UdpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Selkie's echo server for datagrams, all options at their defaults. */
public final class SelkieUdp {
    private SelkieUdp() {}

    public static void main(String[] args) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var server = new UdpServer(address, UdpEchoHandler::new)) {
            Ready.tell(server.serverAddress());
            server.serveForever();
        }
    }
}
