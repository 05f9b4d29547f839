package dev.selkie.server;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many connections each address has: an entry for each that has any, and no more. Of an IPv6 address the first 64 bits
 * count, since whoever has one such address usually has all that begin so; an IPv4 address counts as such also where an IPv6
 * socket has accepted it, since the JDK gives it so. Clients of Unix sockets have no address, and are not counted.
 *
 * <p>Safe for use by any thread.
 */
final class PlacesByAddress {
    private static final int IPV6_PREFIX_BYTES = 8;

    /** What is to be done with a connection. */
    enum Answer {
        WELCOME,
        /** To be refused, which takes the time that the peer takes. */
        TOO_MANY,
        /** As many are being refused as are welcome: to be closed at once, or refusing would be what exhausts us. */
        FAR_TOO_MANY
    }

    private final int limit;
    private final Map<ByteBuffer, Integer> counts = new HashMap<>();

    PlacesByAddress(int limit) {
        this.limit = limit;
    }

    int limit() {
        return limit;
    }

    /** Counts one more, whatever the answer: it is to be told to {@link #leave} in any case. */
    Answer enter(SocketAddress clientAddress) {
        ByteBuffer key = key(clientAddress);
        if (key == null) {
            return Answer.WELCOME;
        }
        int before = add(key, 1) - 1;
        return before < limit ? Answer.WELCOME : before - limit < limit ? Answer.TOO_MANY : Answer.FAR_TOO_MANY;
    }

    void leave(SocketAddress clientAddress) {
        ByteBuffer key = key(clientAddress);
        if (key != null) {
            add(key, -1);
        }
    }

    private synchronized int add(ByteBuffer key, int change) {
        int count = counts.getOrDefault(key, 0) + change;
        if (count == 0) {
            counts.remove(key);
        } else {
            counts.put(key, count);
        }
        return count;
    }

    /** Addresses that have a connection. */
    synchronized int size() {
        return counts.size();
    }

    /** Null where nothing is counted. Those of IPv4 and of IPv6 differ in their length. */
    private @Nullable ByteBuffer key(SocketAddress clientAddress) {
        if (limit == 0 || !(clientAddress instanceof InetSocketAddress internet)) {
            return null;
        }
        byte[] address = internet.getAddress().getAddress();
        return ByteBuffer.wrap(address, 0, Math.min(address.length, IPV6_PREFIX_BYTES));
    }
}
