package dev.selkie.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Messages that an echo server sends back.
 *
 * @param connections at once
 * @param bytes of each message
 * @param pipeline messages on their way on each connection, in a closed loop
 */
public record EchoLoad(InetSocketAddress server, long serverPid, int connections, int bytes, int pipeline, Pace pace)
        implements Load {
    @Override
    public LoadResult run(IdleConnections idle) throws IOException {
        try (var driver = new Driver()) {
            var pattern = RepeatedBytes.random();
            for (int i = 0; i < connections; i++) {
                long begin = RepeatedBytes.beginOf(i);
                var answers = new ExpectedStream(pattern, begin, bytes);
                driver.add(new StreamClient(driver, server, 0, pattern, begin, bytes, pipeline, answers));
            }
            return driver.run(pace, serverPid);
        }
    }
}
