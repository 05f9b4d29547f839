package dev.selkie.handlers.cli;

import dev.selkie.server.Addresses;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Objects;

/** Why a server could not listen, and what to do about it. */
final class ListenFailure {
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    private ListenFailure() {}

    /**
     * One line.
     *
     * @param address what was asked for
     * @param failure what came of it
     */
    static String explain(InetSocketAddress address, Exception failure) {
        return "cannot listen on " + Addresses.format(address) + ": " + reasonAndRemedy(address, failure);
    }

    private static String reasonAndRemedy(InetSocketAddress address, Exception failure) {
        if (address.isUnresolved()) {
            return "unknown host; give a name or an address of this machine with --host";
        }
        if (failure instanceof UnsupportedAddressTypeException) {
            return "IPv6 is switched off in this Java; give an IPv4 address with --host";
        }
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String reason = Objects.requireNonNullElseGet(cause.getMessage(), cause::toString);
        if (!isOfThisMachine(address.getAddress())) {
            return reason + "; give an address of this machine with --host";
        }
        return failure instanceof BindException ? reason + "; " + remedy(address.getPort(), reason) : reason;
    }

    /** The system's reason is a text that may be in any language, so it decides only where it must. */
    private static String remedy(int port, String reason) {
        boolean privileged = port > 0 && port < FIRST_UNPRIVILEGED_PORT;
        if (privileged && !reason.equals("Address already in use")) {
            return "choose a port of " + FIRST_UNPRIVILEGED_PORT + " or above with --port (0 takes a free one)";
        }
        return "stop the other program or choose another port with --port (0 takes a free one)";
    }

    private static boolean isOfThisMachine(InetAddress address) {
        if (address.isAnyLocalAddress() || (address.isLoopbackAddress() && address instanceof Inet4Address)) {
            return true; // all of 127.0.0.0/8, though the interface has only one of them
        }
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException unknown) {
            return true;
        }
    }
}
