package dev.selkie.connection;

import dev.selkie.loop.EventLoop;
import dev.selkie.loop.ReadyHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A socket for datagrams, with its one handler: from {@link #open} on it can send, while {@link #receive} says so it
 * receives, after {@link #end} it sends what waits, and closes. On the loop's thread, but for {@link #send}.
 *
 * <p>No datagram is any other's trouble: whatever fails, the channel stays open.
 */
public final class Datagrams implements ReadyHandler {
    /** The longest datagram there can be: over IPv6; over IPv4 it is 65,507 bytes. */
    public static final int LONGEST_PACKET_BYTES = DatagramOutput.LONGEST_PACKET_BYTES;

    private final EventLoop loop;
    private final DatagramChannel channel;
    private final int maxPacketBytes;
    private final DatagramObserver observer;
    private final DatagramCounters datagramCounters = new DatagramCounters();
    private final Counters counters = new Counters();
    private final DatagramOutput output;
    private final ReplyRule replyRule;

    private @Nullable SelectionKey key;
    private @Nullable DatagramInput input;
    /** Null until its {@code setup} has succeeded. */
    private @Nullable DatagramLifecycle handler;

    private boolean ending;
    private boolean ended;

    /**
     * Does nothing yet.
     *
     * @param loop everything happens on it
     * @param channel bound and in non-blocking mode; closed with this
     * @param maxPacketBytes a longer datagram is cut; at most {@link #LONGEST_PACKET_BYTES}
     * @param budget what waits to be sent is charged to it
     * @param observer asked, and told of failures and of the end
     * @throws IOException when the channel has no address
     */
    @SuppressWarnings("this-escape") // it is only kept
    public Datagrams(
            EventLoop loop, DatagramChannel channel, int maxPacketBytes, Budget budget, DatagramObserver observer)
            throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.maxPacketBytes = maxPacketBytes;
        this.observer = observer;
        this.output = new DatagramOutput(loop, channel, budget, observer, datagramCounters, counters, this::changed);
        this.replyRule = new ReplyRule(loop, (InetSocketAddress) channel.getLocalAddress());
    }

    // ---- for the server

    /**
     * Registers the channel and calls the handler's {@code setup}.
     *
     * @param mine serves all datagrams
     * @throws Exception of {@code setup}, or when the channel cannot be registered: it is not open then
     */
    public void open(DatagramLifecycle mine) throws Exception {
        if (key == null) {
            key = loop.register(channel, 0, this);
        }
        input = new DatagramInput(
                loop, channel, maxPacketBytes, mine, observer, datagramCounters, counters, this::update);
        mine.serve(this);
        loop.workFor(mine.getClass());
        mine.setup();
        handler = mine;
    }

    /**
     * Whether it has its handler.
     *
     * @return true after an {@link #open} that succeeded
     */
    public boolean isOpen() {
        return handler != null;
    }

    /**
     * Receives from now on, or does not: what comes meanwhile waits in the kernel, as far as there is room.
     *
     * @param wanted whether to receive
     */
    public void receive(boolean wanted) {
        if (input != null) {
            input.want(wanted);
        }
    }

    /** Receives no more, calls the handler's {@code finish}, sends what waits, and closes. Idempotent. */
    public void end() {
        if (!ending) {
            ending = true;
            receive(false);
            finish();
            output.refuse();
            changed();
        }
    }

    /** As {@link #end}, but what waits is dropped. Idempotent. */
    public void abort() {
        end();
        close();
    }

    /**
     * Whether the channel is closed.
     *
     * @return true from the call of {@link DatagramObserver#ended} on
     */
    public boolean hasEnded() {
        return ended;
    }

    /**
     * The numbers.
     *
     * @return always the same object
     */
    public DatagramCounters datagramCounters() {
        return datagramCounters;
    }

    /**
     * How many bytes were received and sent; there are no connections.
     *
     * @return always the same object
     */
    public Counters counters() {
        return counters;
    }

    private void finish() {
        if (handler != null) {
            try {
                handler.finish();
            } catch (Throwable failure) {
                observer.failed(null, failure);
            }
        }
    }

    private void close() {
        if (!ended) {
            ended = true;
            output.drop();
            try {
                channel.close();
            } catch (Throwable failure) {
                observer.failed(null, failure);
            }
            observer.ended();
        }
    }

    // ---- for the handler

    InetSocketAddress sender() {
        return input().sender();
    }

    boolean isTruncated() {
        return input().isTruncated();
    }

    private DatagramInput input() {
        return Objects.requireNonNull(input); // whoever asks has been given to open()
    }

    boolean reply(ByteBuffer packet) {
        InetSocketAddress client = sender();
        if (!replyRule.allows(client)) {
            datagramCounters.countRefused();
            packet.position(packet.limit());
            return false;
        }
        return send(packet, client);
    }

    boolean send(ByteBuffer packet, SocketAddress target) {
        return output.send(packet, target);
    }

    // ---- for the loop

    @Override
    public void ready(SelectionKey readyKey) {
        if (handler != null) {
            loop.workFor(handler.getClass());
        }
        if (readyKey.isWritable()) {
            output.flush();
        }
        input().receive();
    }

    @Override
    public void keyReplaced(SelectionKey replacement) {
        key = replacement;
    }

    @Override
    public void loopClosing() {
        abort();
    }

    /** The queue is empty now, or no longer; or it has been told to end. */
    private void changed() {
        if (ending && !output.isWaiting()) {
            close();
        } else {
            update();
        }
    }

    private void update() {
        if (key != null && key.isValid()) {
            int read = input != null && input.isReceiving() ? SelectionKey.OP_READ : 0;
            key.interestOps(read | (output.isWaiting() ? SelectionKey.OP_WRITE : 0));
        }
    }
}
