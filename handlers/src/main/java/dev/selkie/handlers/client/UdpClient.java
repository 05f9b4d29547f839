package dev.selkie.handlers.client;

import dev.selkie.connection.Datagrams;
import dev.selkie.loop.EventLoop;
import dev.selkie.loop.ReadyHandler;
import dev.selkie.server.Addresses;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * A client's socket for datagrams. It is connected: the system lets only the server's datagrams in, and tells when nobody
 * receives there, which a socket that is not connected never hears.
 */
public final class UdpClient implements ReadyHandler {
    private final DatagramChannel channel;
    private final InetSocketAddress server;
    private final Conversation conversation;
    private final ByteBuffer received = ByteBuffer.allocate(Datagrams.LONGEST_PACKET_BYTES);
    private SelectionKey key;
    private boolean reading;
    /** What the socket has no room for yet. */
    private @Nullable ByteBuffer waiting;

    private UdpClient(EventLoop loop, DatagramChannel channel, InetSocketAddress server, Conversation conversation)
            throws IOException {
        this.channel = channel;
        this.server = server;
        this.conversation = conversation;
        this.reading = conversation.hasReplies();
        this.key = loop.register(channel, reading ? SelectionKey.OP_READ : 0, this);
    }

    /**
     * Begins a conversation.
     *
     * @param loop run by its owner, or about to be
     * @param server resolved
     * @param conversation that has not begun
     * @throws IOException when there is no socket to be had, or no way to the server
     */
    public static void talk(EventLoop loop, InetSocketAddress server, Conversation conversation) throws IOException {
        DatagramChannel channel = server.getAddress() instanceof Inet4Address
                ? loop.provider().openDatagramChannel(StandardProtocolFamily.INET)
                : loop.provider().openDatagramChannel();
        try {
            channel.configureBlocking(false);
            channel.connect(server);
            var client = new UdpClient(loop, channel, server, conversation);
            conversation.begin(client.new Mouth());
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    // ---- for the loop

    @Override
    public void ready(SelectionKey readyKey) {
        if (readyKey.isReadable()) {
            read();
        }
        if (waiting != null && readyKey.isValid()) {
            write(waiting);
        }
    }

    @Override
    public void keyReplaced(SelectionKey replacement) {
        key = replacement;
    }

    @Override
    public void loopClosing() {
        conversation.closed("was left", 0);
    }

    private void read() {
        try {
            if (channel.receive(received.clear()) != null) {
                conversation.received(received.flip());
            }
        } catch (IOException failure) {
            fail("hear from", failure);
        }
    }

    private void write(ByteBuffer message) {
        try {
            boolean full = channel.write(message) == 0 && message.hasRemaining();
            waiting = full ? message : null;
            update();
            if (!full) {
                conversation.sent();
            }
        } catch (IOException failure) {
            fail("send " + message.remaining() + " bytes to", failure);
        }
    }

    private void fail(String doing, IOException failure) {
        String why = failure instanceof PortUnreachableException
                ? "nobody receives there; is the server running?"
                : failure.getMessage();
        conversation.fail(new IOException("cannot " + doing + " " + Addresses.format(server) + ": " + why, failure));
    }

    private void update() {
        if (key.isValid()) {
            key.interestOps((reading ? SelectionKey.OP_READ : 0) | (waiting == null ? 0 : SelectionKey.OP_WRITE));
        }
    }

    /** What it is told. */
    private final class Mouth implements Partner {
        @Override
        public void send(ByteBuffer message) {
            write(message);
        }

        @Override
        public void pause() {
            reading = false;
            update();
        }

        @Override
        public void resume() {
            reading = true;
            update();
        }

        @Override
        public void end(boolean brokenOff) {
            key.cancel();
            try {
                channel.close();
            } catch (IOException failure) {
                conversation.fail(failure);
            }
            conversation.closed("was left", 0);
        }
    }
}
