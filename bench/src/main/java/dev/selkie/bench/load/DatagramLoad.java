package dev.selkie.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Datagrams that an echo server sends back.
 *
 * @param sockets at once, each with one datagram on its way
 * @param bytes of each datagram
 */
public record DatagramLoad(InetSocketAddress server, long serverPid, int sockets, int bytes, Pace pace)
        implements Load {
    @Override
    public LoadResult run(IdleConnections idle) throws IOException {
        try (var driver = new Driver()) {
            var pattern = RepeatedBytes.random();
            for (int i = 0; i < sockets; i++) {
                driver.add(new DatagramClient(driver, server, pattern, RepeatedBytes.beginOf(i), bytes));
            }
            return driver.run(pace, serverPid);
        }
    }
}
