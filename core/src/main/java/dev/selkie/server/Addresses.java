package dev.selkie.server;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** How addresses are written: {@code 127.0.0.1:9000}, {@code [::1]:9000}, {@code /run/echo.sock}. */
public final class Addresses {
    private Addresses() {}

    /**
     * Writes an address for people.
     *
     * @param address of a listening channel or a peer
     * @return an internet address without a host name's slash, an IPv6 one in brackets; a Unix one as its path, or
     *     {@code a unix client} where it has none
     */
    public static String format(SocketAddress address) {
        if (!(address instanceof InetSocketAddress internet)) {
            String path = address.toString();
            // Clients of a Unix socket have no path of their own; one that takes one can put anything into it.
            return path.isEmpty() ? "a unix client" : path.replaceAll("\\p{Cntrl}", "?");
        }
        String host = internet.isUnresolved()
                ? internet.getHostString()
                : internet.getAddress().getHostAddress();
        if (host.contains(":")) {
            host = "[" + host.replaceFirst("(^|:)0(:0)+(:|$)", "::") + "]"; // the JDK writes out every zero
        }
        return host + ":" + internet.getPort();
    }
}
