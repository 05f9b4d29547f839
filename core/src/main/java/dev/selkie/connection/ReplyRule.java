package dev.selkie.connection;

import dev.selkie.loop.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * To whom a reply may go. The sender of a datagram is easily forged: one that names the echo service of another machine, or
 * this server itself, as its sender would make two servers answer each other for ever (CVE-1999-0103, CVE-2024-2169). So no
 * reply goes to a port where such services live, nor to the server's own address.
 */
final class ReplyRule {
    /** Below are the ports that only a system's services can have. */
    private static final int FIRST_PORT = 1024;

    /** Asking the system for its addresses takes a tenth of a millisecond: too much for each datagram of a flood. */
    private static final long RENEWAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final EventLoop loop;
    private final InetSocketAddress own;
    private @Nullable Set<InetAddress> ofThisMachine;
    private long renewNanos;

    /**
     * A rule.
     *
     * @param own where the server is bound; the wildcard is any address of this machine
     */
    ReplyRule(EventLoop loop, InetSocketAddress own) {
        this.loop = loop;
        this.own = own;
    }

    boolean allows(InetSocketAddress client) {
        return client.getPort() >= FIRST_PORT && !(client.getPort() == own.getPort() && isOwn(client.getAddress()));
    }

    private boolean isOwn(InetAddress address) {
        if (address.equals(own.getAddress())) {
            return true;
        }
        return own.getAddress().isAnyLocalAddress() && isOfThisMachine(address);
    }

    private boolean isOfThisMachine(InetAddress address) {
        long now = loop.turnNanoTime();
        if (ofThisMachine == null || now - renewNanos >= 0) {
            renewNanos = now + RENEWAL_NANOS;
            try {
                ofThisMachine = NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .collect(Collectors.toUnmodifiableSet());
            } catch (SocketException failure) {
                return true; // no descriptor to ask with: silence is the safer answer
            }
        }
        return ofThisMachine.contains(address);
    }
}
