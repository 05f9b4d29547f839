package dev.selkie.server;

import dev.selkie.connection.Budget;
import dev.selkie.connection.ConnectionOptions;
import dev.selkie.connection.Datagrams;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The settings of a server. Immutable; each {@code withX} returns a copy. */
public final class ServerOptions implements Cloneable {
    /** An idle connection takes 1.1 KiB of it, and a handler may have as much again, or more. */
    private static final long HEAP_BYTES_PER_CONNECTION = 8 * 1024;

    private static final ServerOptions DEFAULTS = new ServerOptions();

    private int requestQueueSize = 1024;
    private boolean allowReuseAddress = true;
    private boolean allowReusePort;
    private int maxConnections =
            (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / HEAP_BYTES_PER_CONNECTION);
    private int maxPerAddress;
    private @Nullable Places places;
    private int maxPacketSize = Datagrams.LONGEST_PACKET_BYTES;
    private Duration grace = Duration.ofSeconds(5);
    private @Nullable Budget budget;
    private ConnectionOptions connection = ConnectionOptions.defaults();

    private ServerOptions() {}

    /**
     * The defaults.
     *
     * @return queue 1024, address reused, port not, connections by the size of the heap and any number of one address, packets
     *     of any size, grace 5 s, and {@link ConnectionOptions#defaults()}
     */
    public static ServerOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Connections the kernel holds until they are accepted: the backlog. The kernel cuts it to its own limit.
     *
     * @return 1024 by default; Python's 5 makes the seventh of many clients at once wait for a second and more
     */
    public int requestQueueSize() {
        return requestQueueSize;
    }

    /**
     * Sets {@link #requestQueueSize()}.
     *
     * @param connections at least 1
     * @return a copy
     */
    public ServerOptions withRequestQueueSize(int connections) {
        if (connections < 1) {
            throw new IllegalArgumentException("the request queue holds at least 1, but was " + connections);
        }
        ServerOptions copy = copy();
        copy.requestQueueSize = connections;
        return copy;
    }

    /**
     * Whether a port can be bound while old connections on it linger in the kernel (SO_REUSEADDR). Without meaning for a
     * {@link UdpServer}.
     *
     * @return true by default, so that a restart works; in Python it is false
     */
    public boolean allowReuseAddress() {
        return allowReuseAddress;
    }

    /**
     * Sets {@link #allowReuseAddress()}.
     *
     * @param allow as in Python
     * @return a copy
     */
    public ServerOptions withAllowReuseAddress(boolean allow) {
        ServerOptions copy = copy();
        copy.allowReuseAddress = allow;
        return copy;
    }

    /**
     * Whether several servers may bind one port and share its connections, or datagrams (SO_REUSEPORT).
     *
     * @return false by default, as in Python
     */
    public boolean allowReusePort() {
        return allowReusePort;
    }

    /**
     * Sets {@link #allowReusePort()}.
     *
     * @param allow true needs a platform that has it
     * @return a copy
     */
    public ServerOptions withAllowReusePort(boolean allow) {
        ServerOptions copy = copy();
        copy.allowReusePort = allow;
        return copy;
    }

    /**
     * The most connections that are open at once, until they have closed: those that are ending or being refused included.
     * When there are so many, no more are accepted: new clients wait in the kernel, as many as {@link #requestQueueSize},
     * and come in as others leave, or as idle ones are ended for them where their handlers
     * {@linkplain dev.selkie.connection.Connection#allowEviction allow} it. One log line a minute says so. It holds for each
     * server made with these options, but for all of a {@link ServerGroup} together. Without meaning for a {@link UdpServer}.
     *
     * @return by default one for each 8 KiB of the largest heap, 8192 for 64 MiB, so that those who connect and say nothing
     *     do not exhaust it; 0: no limit
     */
    public int maxConnections() {
        return maxConnections;
    }

    /**
     * Sets {@link #maxConnections()}.
     *
     * @param connections 0 switches the limit off
     * @return a copy
     */
    public ServerOptions withMaxConnections(int connections) {
        ServerOptions copy = copy();
        copy.maxConnections = notNegative(connections);
        copy.places = null;
        return copy;
    }

    /**
     * The most connections of one address that are open at once. One more is accepted, and ended with
     * {@link dev.selkie.connection.CloseReason#REFUSED} before it is read: its client sees the end of the stream. One log
     * line a minute says so. While as many again are being refused, since their clients do not leave, others are closed
     * without waiting for them, perhaps by a reset, and are counted as refused too. Counted as {@link #maxConnections}.
     *
     * <p>Of an IPv6 address the first 64 bits count: whoever has one such address has all that begin so. Clients of a
     * {@link UnixServer} have no address.
     *
     * @return 0 by default, no limit: behind a proxy, or a router that translates addresses, thousands of clients have one
     */
    public int maxPerAddress() {
        return maxPerAddress;
    }

    /**
     * Sets {@link #maxPerAddress()}.
     *
     * @param connections 0 switches the limit off
     * @return a copy
     */
    public ServerOptions withMaxPerAddress(int connections) {
        ServerOptions copy = copy();
        copy.maxPerAddress = notNegative(connections);
        copy.places = null;
        return copy;
    }

    private static int notNegative(int connections) {
        if (connections < 0) {
            throw new IllegalArgumentException(
                    "a limit of connections is 0, for none, or more, but was " + connections);
        }
        return connections;
    }

    /** Those to share, or, at each call, new ones. */
    Places placesOrNew() {
        return places == null ? new Places(maxConnections, maxPerAddress) : places;
    }

    /** Sets what all servers made with these share, so that together they have as many connections as one may. */
    ServerOptions withPlaces(Places shared) {
        ServerOptions copy = copy();
        copy.places = shared;
        return copy;
    }

    /**
     * The longest datagram a {@link UdpServer} hands over whole, in bytes: a longer one is cut, and says so.
     *
     * @return 65,527 by default, the longest there is (over IPv4, 65,507); in Python it is 8192
     */
    public int maxPacketSize() {
        return maxPacketSize;
    }

    /**
     * Sets {@link #maxPacketSize()}.
     *
     * @param bytes 1 to 65,527
     * @return a copy
     */
    public ServerOptions withMaxPacketSize(int bytes) {
        if (bytes < 1 || bytes > Datagrams.LONGEST_PACKET_BYTES) {
            throw new IllegalArgumentException(
                    "a packet has 1 to " + Datagrams.LONGEST_PACKET_BYTES + " bytes at most, but was to have " + bytes);
        }
        ServerOptions copy = copy();
        copy.maxPacketSize = bytes;
        return copy;
    }

    /**
     * How long {@link BaseServer#close()} lets connections finish.
     *
     * @return 5 seconds by default
     */
    public Duration grace() {
        return grace;
    }

    /**
     * Sets {@link #grace()}.
     *
     * @param time zero breaks them off at once
     * @return a copy
     */
    public ServerOptions withGrace(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("the grace cannot be negative, but was " + time);
        }
        ServerOptions copy = copy();
        copy.grace = time;
        return copy;
    }

    /**
     * The settings of each connection.
     *
     * @return {@link ConnectionOptions#defaults()} by default
     */
    public ConnectionOptions connection() {
        return connection;
    }

    /**
     * Sets {@link #connection()}.
     *
     * @param options for connections accepted by a server made with these
     * @return a copy
     */
    public ServerOptions withConnection(ConnectionOptions options) {
        ServerOptions copy = copy();
        copy.connection = options;
        return copy;
    }

    /** The one to share, or, at each call, a new one. */
    Budget budgetOrNew() {
        return budget == null ? new Budget() : budget;
    }

    /**
     * Sets the memory that may be held for all peers of a server together. By default each server has a {@link Budget} of
     * its own, of a quarter and three eighths of the largest heap.
     *
     * @param shared among all servers made with these
     * @return a copy
     */
    public ServerOptions withBudget(Budget shared) {
        ServerOptions copy = copy();
        copy.budget = shared;
        return copy;
    }

    private ServerOptions copy() {
        try {
            return (ServerOptions) clone();
        } catch (CloneNotSupportedException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
