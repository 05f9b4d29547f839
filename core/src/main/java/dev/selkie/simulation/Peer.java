package dev.selkie.simulation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * The other side of a connection, without a channel and a selector: it sends what it is told as fast as the network takes
 * it, and notes what comes. All on the thread that selects.
 */
public final class Peer {
    private final World world;
    private final Endpoint endpoint;
    private final ByteFifo toSend = new ByteFifo();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean reading = true;
    private boolean ending;
    private boolean ended;
    private boolean failed;
    private boolean pumping;
    private long sentBytes;

    private Peer(World world, Endpoint endpoint) {
        this.world = world;
        this.endpoint = endpoint;
        endpoint.onChange(this::pump);
    }

    static Peer connect(World world, InetAddress from, InetSocketAddress address) {
        Endpoint near = Endpoint.pair(world, new InetSocketAddress(from, world.freePort()), address);
        var peer = new Peer(world, near);
        world.later(() -> {
            if (!world.offer(near.other())) {
                near.other().resetOnClose();
                near.other().close();
            }
        });
        return peer;
    }

    /**
     * Sends bytes, behind those given before.
     *
     * @param bytes copied
     * @return this
     */
    public Peer send(byte[] bytes) {
        toSend.put(ByteBuffer.wrap(bytes), bytes.length);
        world.later(this::pump);
        return this;
    }

    /**
     * Ends its side, once what was given is sent.
     *
     * @return this
     */
    public Peer endOutput() {
        ending = true;
        world.later(this::pump);
        return this;
    }

    /**
     * Reads or does not; it does from the start.
     *
     * @param wanted false leaves what comes in the network
     * @return this
     */
    public Peer reading(boolean wanted) {
        reading = wanted;
        world.later(this::pump);
        return this;
    }

    /** Breaks the connection off. */
    public void reset() {
        endpoint.resetOnClose();
        endpoint.close();
        failed = true;
    }

    /** Closes both sides, with whatever was not sent or read. */
    public void close() {
        endpoint.close();
        failed = true;
    }

    /**
     * What has come.
     *
     * @return a copy
     */
    public byte[] received() {
        return received.toByteArray();
    }

    /**
     * How much was handed to the network.
     *
     * @return in bytes
     */
    public long sentBytes() {
        return sentBytes;
    }

    /**
     * Whether the end of the stream has come.
     *
     * @return true after the last byte was read
     */
    public boolean hasEnded() {
        return ended;
    }

    /**
     * Whether it was broken off, by either side.
     *
     * @return true from then on
     */
    public boolean isBroken() {
        return failed;
    }

    private void pump() {
        if (pumping || failed || endpoint.isClosed()) {
            return;
        }
        pumping = true;
        try {
            write();
            read();
        } catch (IOException broken) {
            failed = true;
            endpoint.close();
        } finally {
            pumping = false;
        }
    }

    private void write() throws IOException {
        while (toSend.size() > 0 && endpoint.isWritable()) {
            ByteBuffer piece = ByteBuffer.allocate(Math.min(toSend.size(), 4096));
            toSend.copyTo(piece, piece.capacity());
            int count = endpoint.write(piece.flip());
            if (count == 0) {
                return;
            }
            toSend.skip(count);
            sentBytes += count;
        }
        if (toSend.size() == 0 && ending) {
            ending = false;
            endpoint.endOutput();
        }
    }

    private void read() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (reading && !ended && endpoint.isReadable()) {
            int count = endpoint.read(buffer.clear());
            if (count < 0) {
                ended = true;
            } else {
                received.write(buffer.array(), 0, count);
            }
        }
    }
}
