package dev.selkie.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** The addresses that many short connections come from. */
final class Sources {
    /** The port of a closed connection is not free for a while, and one address has less than 65,536 of them. */
    private static final int COUNT = 250;

    private static final boolean WHOLE_NET_IS_LOOPBACK =
            System.getProperty("os.name").equals("Linux");

    private Sources() {}

    /** That of a client; null leaves it to the system. */
    static @Nullable InetAddress of(int number) throws IOException {
        return WHOLE_NET_IS_LOOPBACK
                ? InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) (1 + number % COUNT)})
                : null;
    }
}
