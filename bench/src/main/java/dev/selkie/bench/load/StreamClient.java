package dev.selkie.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** One connection, with several requests on their way at once. All its requests have one size. */
final class StreamClient implements Client {
    /** Of a download: all receive equally then, whatever the system's own choice for each of them. */
    static final int DOWNLOAD_BUFFER_BYTES = 1024 * 1024;

    private final Driver driver;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final RepeatedBytes requests;
    private final long begin;
    private final int requestBytes;
    private final int pipeline;
    private final Answers answers;
    private final Moments onTheirWay = new Moments();
    private long toSend;
    private long sent;

    /**
     * Connects, and asks nothing yet.
     *
     * @param receiveBufferBytes of its socket; 0 for what the system chooses
     * @param begin where in the pattern of requests it begins
     * @param pipeline how many requests are on their way in a closed loop
     */
    StreamClient(
            Driver driver,
            InetSocketAddress server,
            int receiveBufferBytes,
            RepeatedBytes requests,
            long begin,
            int requestBytes,
            int pipeline,
            Answers answers)
            throws IOException {
        this.driver = driver;
        this.requests = requests;
        this.begin = begin;
        this.requestBytes = requestBytes;
        this.pipeline = pipeline;
        this.answers = answers;
        this.channel = SocketChannel.open();
        if (receiveBufferBytes > 0) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
        }
        channel.connect(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        this.key = channel.register(driver.selector(), SelectionKey.OP_READ, this);
    }

    @Override
    public void begin(long nowNanos) throws IOException {
        add(pipeline, nowNanos);
        send();
    }

    @Override
    public void request(long intendedNanos) throws IOException {
        add(1, intendedNanos);
        send();
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        ByteBuffer input = driver.input();
        int count = channel.read(input);
        if (count < 0) {
            throw new IOException(
                    "the server has ended a connection while " + onTheirWay.size() + " answers are missing");
        }
        driver.received(count);
        int complete = answers.check(input.flip(), onTheirWay.size());
        for (int i = 0; i < complete; i++) {
            driver.answered(onTheirWay.remove());
        }
        if (driver.asking() && complete > 0) {
            add(complete, System.nanoTime());
        }
        if (sent < toSend) {
            send();
        }
    }

    private void add(int count, long nanos) {
        for (int i = 0; i < count; i++) {
            onTheirWay.add(nanos);
            driver.requested();
        }
        toSend += (long) count * requestBytes;
    }

    private void send() throws IOException {
        while (sent < toSend) {
            int count = channel.write(requests.at(begin + sent, toSend - sent));
            if (count == 0) {
                break;
            }
            sent += count;
        }
        int ops = sent < toSend ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (key.interestOps() != ops) {
            key.interestOps(ops);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
