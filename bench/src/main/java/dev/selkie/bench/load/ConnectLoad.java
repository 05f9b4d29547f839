package dev.selkie.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Connections of one message each to an echo server.
 *
 * @param clients at once
 * @param bytes of the message
 */
public record ConnectLoad(InetSocketAddress server, long serverPid, int clients, int bytes, Pace pace) implements Load {
    @Override
    public LoadResult run(IdleConnections idle) throws IOException {
        try (var driver = new Driver()) {
            var pattern = RepeatedBytes.random();
            for (int i = 0; i < clients; i++) {
                driver.add(new ConnectClient(
                        driver, server, Sources.of(i), pattern, bytes, () -> new ExpectedStream(pattern, 0, bytes)));
            }
            return driver.run(pace, serverPid);
        }
    }
}
