package dev.selkie.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Connections of one message each to an echo server.
 *
 * @param clients at once
 * @param bytes of the message
 */
public record ConnectLoad(InetSocketAddress server, long serverPid, int clients, int bytes, Pace pace) implements Load {
    /** The port of a closed connection is not free for a while, and one address has less than 65,536 of them. */
    private static final int SOURCES = 250;

    private static final boolean WHOLE_NET_IS_LOOPBACK =
            System.getProperty("os.name").equals("Linux");

    @Override
    public LoadResult run(IdleConnections idle) throws IOException {
        try (var driver = new Driver()) {
            var pattern = RepeatedBytes.random();
            for (int i = 0; i < clients; i++) {
                driver.add(new ConnectClient(driver, server, source(i), pattern, bytes));
            }
            return driver.run(pace, serverPid);
        }
    }

    private static @Nullable InetAddress source(int number) throws IOException {
        return WHOLE_NET_IS_LOOPBACK
                ? InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) (1 + number % SOURCES)})
                : null;
    }
}
