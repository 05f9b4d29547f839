package dev.selkie.connection;

import dev.selkie.loop.EventLoop;
import dev.selkie.transfer.SourceTruncatedException;
import dev.selkie.transport.PlainTransport;
import dev.selkie.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A connection to nobody, which writes, is refused and then fails: so that every class on that way is loaded before the
 * first client comes. One that is first needed when no descriptor is free cannot be read from its file, and stays broken
 * for the life of the JVM.
 */
final class Rehearsal extends Refusal implements Transport, ConnectionObserver {
    private final SocketChannel channel;

    private Rehearsal(SocketChannel channel) {
        this.channel = channel;
    }

    /** On the loop's thread. Never throws: what goes wrong here will do so in earnest, and be told then. */
    static void on(EventLoop loop) {
        try {
            SocketChannel channel = loop.provider().openSocketChannel();
            try {
                channel.configureBlocking(false);
                var rehearsal = new Rehearsal(channel);
                var connections = new Connections(loop, ConnectionOptions.defaults(), new Budget(), rehearsal);
                connections.open(rehearsal, new InetSocketAddress(0), rehearsal);
                var connection = (StreamConnection) rehearsal.connection();
                connection.states().transferFailed(new SourceTruncatedException("a rehearsal"));
            } catch (Throwable failure) {
                channel.close();
            }
        } catch (Throwable failure) {
            // as above
        }
    }

    @Override
    protected void setup() {
        connection().write(ByteBuffer.allocate(Gather.LARGEST_WRITE_BYTES + 1)); // and so by the queue
        super.setup();
    }

    @Override
    public int read(ByteBuffer target) {
        return 0;
    }

    @Override
    public int write(ByteBuffer source) {
        return 0;
    }

    @Override
    public long transferFrom(FileChannel file, long position, long count) {
        return 0;
    }

    @Override
    public @Nullable String whyCopied(FileChannel file) {
        return null;
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public void resetOnClose() {}

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        new PlainTransport(channel).close(); // one class more
    }

    @Override
    public void failed(Connection connection, Throwable failure) {}

    @Override
    public void closed(Connection connection, CloseReason reason, long unsentBytes) {}
}
