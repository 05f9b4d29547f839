package dev.selkie.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** What binding a port has in common for streams and datagrams. */
final class Binding {
    /** Sets a channel's options and binds it. */
    interface Steps {
        void take() throws IOException;
    }

    private Binding() {}

    /**
     * Whether the channel is to be of this family only: one of both, bound to 0.0.0.0, would take IPv6 clients as well.
     *
     * @throws UnknownHostException when the address has a name that is not resolved
     */
    static boolean isIpv4(InetSocketAddress address) throws UnknownHostException {
        if (address.isUnresolved()) {
            throw new UnknownHostException(cannotListen(address, "unknown host"));
        }
        return address.getAddress() instanceof Inet4Address;
    }

    /** Binds. A channel that cannot be bound is closed, and the exception tells where. */
    static void bind(Closeable channel, InetSocketAddress address, Steps steps) throws IOException {
        try {
            steps.take();
        } catch (BindException failure) {
            channel.close();
            throw (IOException) new BindException(cannotListen(address, failure.getMessage())).initCause(failure);
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    private static String cannotListen(InetSocketAddress address, @Nullable String why) {
        return "cannot listen on " + Addresses.format(address) + ": " + why;
    }
}
