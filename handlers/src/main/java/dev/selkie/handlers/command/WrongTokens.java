package dev.selkie.handlers.command;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which addresses have sent wrong tokens, and how long what they send next is therefore not looked at: 250 ms after the
 * first, twice as long after each other, up to 8 s. One minute without another and they are as new. Remembers the last
 * thousand addresses. Safe for use by any thread.
 */
final class WrongTokens {
    private static final int MOST_ADDRESSES = 1000;
    private static final long FIRST_WAIT_NANOS = Duration.ofMillis(250).toNanos();
    private static final int MOST_DOUBLINGS = 5;
    private static final long FORGOTTEN_NANOS = Duration.ofMinutes(1).toNanos();

    /** One network of IPv6 is one client: it has more addresses than could be counted. */
    private static final int NETWORK_BYTES = 8;

    private record Wrong(int times, long lastNanos) {
        boolean isForgotten(long nowNanos) {
            return nowNanos - lastNanos >= FORGOTTEN_NANOS;
        }
    }

    private final Map<Object, Wrong> byAddress = new LinkedHashMap<>();

    /** How long to wait before looking at a token from there. Another wrong one meanwhile makes it longer. */
    synchronized long waitNanos(SocketAddress client, long nowNanos) {
        Wrong wrong = byAddress.get(key(client));
        if (wrong == null || wrong.isForgotten(nowNanos)) {
            return 0;
        }
        long waitNanos = FIRST_WAIT_NANOS << Math.min(wrong.times - 1, MOST_DOUBLINGS);
        return Math.max(0, waitNanos - (nowNanos - wrong.lastNanos));
    }

    synchronized void add(SocketAddress client, long nowNanos) {
        Object key = key(client);
        Wrong before = byAddress.remove(key); // so that it is the youngest
        int timesBefore = before == null || before.isForgotten(nowNanos) ? 0 : before.times;
        byAddress.put(key, new Wrong(timesBefore + 1, nowNanos));
        if (byAddress.size() > MOST_ADDRESSES) {
            byAddress.remove(byAddress.keySet().iterator().next());
        }
    }

    private static Object key(SocketAddress client) {
        if (!(client instanceof InetSocketAddress internet)) {
            return "unix";
        }
        InetAddress address = internet.getAddress();
        byte[] bytes = address.getAddress();
        boolean inLargeNetwork = bytes.length > NETWORK_BYTES && !address.isLoopbackAddress();
        return ByteBuffer.wrap(bytes, 0, inLargeNetwork ? NETWORK_BYTES : bytes.length);
    }
}
