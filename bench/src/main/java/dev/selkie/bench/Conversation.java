package dev.selkie.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/** One connection: a message goes out when the one before has come back. */
final class Conversation {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final int messages;
    private final int bytes;
    private final IntFunction<ByteBuffer> contents;

    private int message;
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private ByteBuffer expected = unsent;
    private long beginNanos;

    /** Connects, and says nothing yet. */
    Conversation(
            Selector selector, InetSocketAddress address, int messages, int bytes, IntFunction<ByteBuffer> contents)
            throws IOException {
        this.messages = messages;
        this.bytes = bytes;
        this.contents = contents;
        this.channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        this.key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    void begin() throws IOException {
        unsent = contents.apply(message);
        expected = contents.apply(message);
        beginNanos = System.nanoTime();
        send();
    }

    /** Called when the channel is ready. Returns whether there is more to come. */
    boolean ready(ByteBuffer input, Histogram latencyNanos) throws IOException {
        if (unsent.hasRemaining()) {
            send();
        }
        if (channel.read(input.clear()) < 0) {
            throw new IOException(
                    "the server has ended a connection after " + message + " of " + messages + " messages");
        }
        compare(input.flip());
        if (expected.hasRemaining()) {
            return true;
        }
        latencyNanos.recordValue(System.nanoTime() - beginNanos);
        message++;
        if (message < messages) {
            begin();
            return true;
        }
        key.cancel();
        return false;
    }

    private void send() throws IOException {
        channel.write(unsent);
        key.interestOps(unsent.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private void compare(ByteBuffer input) throws IOException {
        if (input.remaining() > expected.remaining() - unsent.remaining()) {
            throw new IOException("the server has sent more than it got");
        }
        ByteBuffer next = expected.slice(expected.position(), input.remaining());
        int mismatch = input.mismatch(next);
        if (mismatch >= 0) {
            throw new IOException("wrong byte " + (expected.position() + mismatch) + " in a message of " + bytes);
        }
        expected.position(expected.position() + input.remaining());
    }

    void close() throws IOException {
        channel.close();
    }
}
