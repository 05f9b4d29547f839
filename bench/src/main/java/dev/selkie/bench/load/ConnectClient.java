package dev.selkie.bench.load;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Connects, sends one request, gets its answer, closes, and begins again. */
final class ConnectClient implements Client {
    private final Driver driver;
    private final InetSocketAddress server;
    private final @Nullable InetAddress source;
    private final RepeatedBytes requests;
    private final int requestBytes;
    private final Supplier<Answers> newAnswers;
    private @Nullable SocketChannel channel;
    private @Nullable Answers answers;
    private long beginNanos;

    /**
     * Connects to nobody yet.
     *
     * @param source where it comes from; null leaves that to the system
     * @param requests begin with the one that is sent
     * @param newAnswers those of a new connection
     */
    ConnectClient(
            Driver driver,
            InetSocketAddress server,
            @Nullable InetAddress source,
            RepeatedBytes requests,
            int requestBytes,
            Supplier<Answers> newAnswers) {
        this.driver = driver;
        this.server = server;
        this.source = source;
        this.requests = requests;
        this.requestBytes = requestBytes;
        this.newAnswers = newAnswers;
    }

    @Override
    public void begin(long nowNanos) throws IOException {
        request(nowNanos);
    }

    @Override
    public void request(long intendedNanos) throws IOException {
        driver.requested();
        beginNanos = intendedNanos;
        answers = newAnswers.get();
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
        if (requireNonNull(answers).check(input.flip(), 1) == 1) {
            connected.close();
            channel = null;
            driver.answered(beginNanos);
            if (driver.asking()) {
                request(System.nanoTime());
            }
        }
    }

    /** A socket that is new takes a small request at once. */
    private void send(SocketChannel connected) throws IOException {
        if (connected.write(requests.at(0, requestBytes)) < requestBytes) {
            throw new IOException("a request of " + requestBytes + " bytes is too long for a new connection");
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
