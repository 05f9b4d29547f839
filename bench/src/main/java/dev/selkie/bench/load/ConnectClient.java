package dev.selkie.bench.load;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Connects, sends one message, gets it back, closes, and begins again. */
final class ConnectClient implements Client {
    private final Driver driver;
    private final InetSocketAddress server;
    private final @Nullable InetAddress source;
    private final RepeatedBytes pattern;
    private final int bytes;
    private @Nullable SocketChannel channel;
    private ExpectedStream answers;
    private long beginNanos;

    /**
     * Connects to nobody yet.
     *
     * @param source where it comes from; null leaves that to the system
     */
    ConnectClient(
            Driver driver, InetSocketAddress server, @Nullable InetAddress source, RepeatedBytes pattern, int bytes) {
        this.driver = driver;
        this.server = server;
        this.source = source;
        this.pattern = pattern;
        this.bytes = bytes;
        this.answers = new ExpectedStream(pattern, 0, bytes);
    }

    @Override
    public void begin(long nowNanos) throws IOException {
        request(nowNanos);
    }

    @Override
    public void request(long intendedNanos) throws IOException {
        driver.requested();
        beginNanos = intendedNanos;
        answers = new ExpectedStream(pattern, 0, bytes);
        var next = SocketChannel.open();
        channel = next;
        next.configureBlocking(false);
        next.setOption(StandardSocketOptions.TCP_NODELAY, true);
        if (source != null) {
            next.bind(new InetSocketAddress(source, 0));
        }
        if (next.connect(server)) {
            next.register(driver.selector(), SelectionKey.OP_READ, this);
            send(next);
        } else {
            next.register(driver.selector(), SelectionKey.OP_CONNECT, this);
        }
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        SocketChannel connected = requireNonNull(channel);
        if (key.isConnectable()) {
            connected.finishConnect();
            key.interestOps(SelectionKey.OP_READ);
            send(connected);
            return;
        }
        ByteBuffer input = driver.input();
        int count = connected.read(input);
        if (count < 0) {
            throw new IOException("the server has ended a connection before its answer was complete");
        }
        driver.received(count);
        if (answers.check(input.flip(), 1) == 1) {
            connected.close();
            channel = null;
            driver.answered(beginNanos);
            if (driver.asking()) {
                request(System.nanoTime());
            }
        }
    }

    /** A socket that is new takes a small message at once. */
    private void send(SocketChannel connected) throws IOException {
        if (connected.write(pattern.at(0, bytes)) < bytes) {
            throw new IOException("a message of " + bytes + " bytes is too long for a new connection");
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
