package dev.selkie.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;

/** One socket with one datagram on its way. One that does not come back is sent again. */
final class DatagramClient implements Client {
    private static final long OVERDUE_NANOS = 200_000_000;

    private final Driver driver;
    private final DatagramChannel channel;
    private final RepeatedBytes pattern;
    private final int bytes;
    private long position;
    private long sentNanos;
    private boolean onItsWay;
    private boolean everSentAgain;

    DatagramClient(Driver driver, InetSocketAddress server, RepeatedBytes pattern, long begin, int bytes)
            throws IOException {
        this.driver = driver;
        this.pattern = pattern;
        this.bytes = bytes;
        this.position = begin;
        this.channel = DatagramChannel.open();
        channel.connect(server);
        channel.configureBlocking(false);
        channel.register(driver.selector(), SelectionKey.OP_READ, this);
    }

    @Override
    public void begin(long nowNanos) throws IOException {
        request(nowNanos);
    }

    @Override
    public void request(long intendedNanos) throws IOException {
        if (!onItsWay) {
            driver.requested();
            send(intendedNanos);
        }
    }

    private void send(long nanos) throws IOException {
        sentNanos = nanos;
        onItsWay = true;
        channel.write(pattern.at(position, bytes));
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        ByteBuffer input = driver.input();
        int count = channel.read(input);
        input.flip();
        if (!onItsWay || input.mismatch(pattern.at(position, bytes)) >= 0) {
            if (everSentAgain) {
                return; // an answer to what was sent twice
            }
            throw new IOException("a datagram came back that is not what was sent");
        }
        driver.received(count);
        driver.answered(sentNanos);
        onItsWay = false;
        position += bytes;
        if (driver.asking()) {
            request(System.nanoTime());
        }
    }

    @Override
    public void overdue(long nowNanos) throws IOException {
        if (onItsWay && nowNanos - sentNanos > OVERDUE_NANOS) {
            driver.lost();
            everSentAgain = true;
            send(nowNanos);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
