package dev.selkie.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A client of a {@link Stage}: non-blocking, and while it waits, the server's loop is stepped. */
public final class Client implements AutoCloseable {
    private final Stage stage;
    private final SocketChannel channel;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean ended;
    private boolean reset;

    Client(Stage stage, SocketAddress server, int receiveBufferBytes) throws IOException {
        this.stage = stage;
        channel = server instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
        if (receiveBufferBytes > 0) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
        }
        channel.connect(server);
        channel.configureBlocking(false);
    }

    public SocketChannel channel() {
        return channel;
    }

    /** Sends all of it, while the server goes on. */
    public Client send(String text) {
        return send(text.getBytes(UTF_8));
    }

    public Client send(byte[] bytes) {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        stage.stepUntil(() -> {
            sendSome(source);
            return !source.hasRemaining();
        });
        return this;
    }

    /** Sends what the socket takes now, and returns how much that was. */
    public int sendSome(byte[] bytes) {
        return sendSome(ByteBuffer.wrap(bytes));
    }

    public int sendSome(ByteBuffer source) {
        try {
            return channel.write(source);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public Client endOutput() throws IOException {
        channel.shutdownOutput();
        return this;
    }

    /** Reads until this much has come in all, or the stream has ended. */
    public byte[] receive(int count) {
        stage.stepUntil(() -> {
            read();
            return received.size() >= count || ended || reset;
        });
        return received.toByteArray();
    }

    public String receiveText(int count) {
        return new String(receive(count), UTF_8);
    }

    /** Reads to the end of the stream; a reset fails. */
    public byte[] receiveAll() {
        receive(Integer.MAX_VALUE);
        if (reset) {
            throw new AssertionError("the connection was reset after " + received.size() + " bytes");
        }
        return received.toByteArray();
    }

    public boolean isReset() {
        receive(Integer.MAX_VALUE);
        return reset;
    }

    public int receivedCount() {
        return received.size();
    }

    public boolean hasEnded() {
        read();
        return ended;
    }

    /** Reads what is there, at most 64 KiB. */
    public void read() {
        try {
            ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
            if (ended || reset) {
                return;
            }
            int count = channel.read(buffer);
            ended = count < 0;
            received.write(buffer.array(), 0, buffer.position());
        } catch (IOException failure) {
            reset = true;
        }
    }

    public void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
