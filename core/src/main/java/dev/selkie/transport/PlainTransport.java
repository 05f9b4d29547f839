package dev.selkie.transport;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The socket as it is. */
public final class PlainTransport implements Transport {
    /**
     * The most of a heap buffer that is handed to the channel in one call. The JDK copies the whole of what it is given
     * into a direct buffer at each call, even when the socket takes nothing, and keeps a buffer of that size for ever:
     * 64 MiB handed over cost 10 ms and 64 MiB a call.
     */
    private static final int HEAP_SLICE_BYTES = 64 * 1024;

    private static final boolean SENDS_FILES =
            Set.of("Linux", "Mac OS X", "AIX").contains(System.getProperty("os.name", ""));

    private final SocketChannel channel;

    /**
     * A transport over a connected channel.
     *
     * @param channel in non-blocking mode; the transport closes it
     */
    public PlainTransport(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return source.isDirect() || source.remaining() <= HEAP_SLICE_BYTES
                ? channel.write(source)
                : writeSlices(source);
    }

    private int writeSlices(ByteBuffer source) throws IOException {
        int end = source.limit();
        int start = source.position();
        try {
            do {
                source.limit(Math.min(end, source.position() + HEAP_SLICE_BYTES));
                channel.write(source);
            } while (!source.hasRemaining() && source.limit() < end);
        } finally {
            source.limit(end);
        }
        return source.position() - start;
    }

    @Override
    public long transferFrom(FileChannel file, long position, long count) throws IOException {
        // The JDK's own channel: it hides sendfile behind its type, and copies for any other.
        return file.transferTo(position, count, channel);
    }

    /** What the JDK does not show, from its sources: which channels and systems its fast path is for. */
    @Override
    public @Nullable String whyCopied(FileChannel file) {
        if (!isTheJdksOwn(file)) {
            return "the file is no file of the default file system, but a "
                    + file.getClass().getName();
        }
        if (!isTheJdksOwn(channel)) {
            return "the connection is no socket of the JDK, but a "
                    + channel.getClass().getName();
        }
        return SENDS_FILES ? null : "the JDK does not send files to non-blocking sockets here";
    }

    private static boolean isTheJdksOwn(Channel channel) {
        return channel.getClass().getModule() == Object.class.getModule();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public void resetOnClose() throws IOException {
        if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
