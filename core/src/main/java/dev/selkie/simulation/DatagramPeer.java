package dev.selkie.simulation;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Somebody on the network who sends datagrams as it is told, and notes those that come; without a channel and a selector.
 * All on the thread that selects.
 */
public final class DatagramPeer {
    private final World world;
    private final Mailbox mailbox;
    private final List<byte[]> received = new ArrayList<>();

    DatagramPeer(World world, InetSocketAddress address) {
        this.world = world;
        this.mailbox = new Mailbox(world, address);
        mailbox.onChange(this::read);
        world.bindDatagrams(mailbox);
    }

    /**
     * Sends a datagram, which may be lost, and overtaken by the next; also when its buffer is full.
     *
     * @param bytes copied; 65,507 at most
     * @param target where to
     * @return this
     */
    public DatagramPeer send(byte[] bytes, InetSocketAddress target) {
        if (bytes.length > Mailbox.LONGEST_DATAGRAM) {
            throw new IllegalArgumentException(bytes.length + " bytes are more than a datagram can have");
        }
        mailbox.send(ByteBuffer.wrap(bytes), target);
        return this;
    }

    /**
     * The datagrams that have come, in the order in which they came.
     *
     * @return a snapshot; its arrays are shared
     */
    public List<byte[]> received() {
        return List.copyOf(received);
    }

    /**
     * Where it receives, and what others see as the sender.
     *
     * @return the same one always
     */
    public InetSocketAddress address() {
        return mailbox.address();
    }

    /** Goes away: what comes for it is lost. */
    public void close() {
        world.unbindDatagrams(mailbox);
    }

    private void read() {
        for (Mailbox.Letter letter = mailbox.take(); letter != null; letter = mailbox.take()) {
            byte[] bytes = new byte[letter.bytes().remaining()];
            letter.bytes().get(bytes);
            received.add(bytes);
        }
    }
}
