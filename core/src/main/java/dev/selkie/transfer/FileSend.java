package dev.selkie.transfer;

import dev.selkie.loop.EventLoop;
import dev.selkie.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a file, by {@code transferTo}: where the platform can do that, the bytes go from the page cache to the socket
 * and never enter this process. A helper on another thread opens the file, and reads it ahead where it is not in the cache:
 * the loop waits for no disk, but for the one slice by which a cold file shows itself.
 */
public final class FileSend implements Send {
    /** Whoever has put it into a queue. Called on the loop's thread. */
    public interface Listener {
        /** It was not {@linkplain Send#isReady ready}, and is now: the queue is to be flushed. */
        void ready();

        /**
         * It is closed: all has gone, or the connection has ended, or the file is at fault.
         *
         * @param send the one that ended
         * @param fault the file's; null when it had none
         */
        void ended(FileSend send, @Nullable IOException fault);
    }

    private final SourceFile source;
    private final EventLoop loop;
    private final Listener listener;
    private final Helper helper;
    private final ReadAhead readAhead;
    private final long end;
    private long position;
    private boolean begun;
    private @Nullable String whyCopied;
    private @Nullable IOException fault;

    /**
     * From the offset on, and no more than promised even when the file grows.
     *
     * @param source closed on every path
     * @param offset where to begin, in bytes
     * @param count how many bytes to send; a file that has fewer is a {@link SourceTruncatedException}
     * @param loop its blocking executor runs the helper
     * @param listener told when it can go on, and of its end
     * @throws IllegalArgumentException when offset or count is negative, or their sum beyond all files; the source is
     *     closed then, too
     */
    public FileSend(SourceFile source, long offset, long count, EventLoop loop, Listener listener) {
        if (offset < 0 || count < 0 || offset + count < 0) {
            source.close();
            throw new IllegalArgumentException("no piece of a file: " + count + " bytes from " + offset + " on");
        }
        this.source = source;
        this.loop = loop;
        this.listener = listener;
        this.helper = new Helper(loop, loop.blockingExecutor(), source);
        this.position = offset;
        this.end = offset + count;
        this.readAhead = new ReadAhead(end);
    }

    // ---- sending

    @Override
    public boolean isReady() {
        return !helper.isBusy() || (source.channel() != null && position < readAhead.limit());
    }

    @Override
    public long sendTo(Transport transport, long maxBytes) throws IOException {
        if (fault != null) {
            throw fault;
        }
        FileChannel file = source.channel();
        if (file == null) {
            helper.begin(source::open, this::opened);
            return 0;
        }
        try {
            return send(file, transport, maxBytes);
        } catch (SourceException own) {
            fault = own;
            throw own;
        }
    }

    private long send(FileChannel file, Transport transport, long maxBytes) throws IOException {
        if (!begun) {
            checkLength(file); // before the first byte: of what is too short from the start, nobody gets a part
            whyCopied = transport.whyCopied(file);
            begun = true;
        }
        if (readAhead.isDue(position) && !helper.isBusy()) {
            helper.begin(() -> readAhead.bringIn(file), this::broughtIn);
        }
        long most = Math.min(maxBytes, Math.min(end, readAhead.limit()) - position);
        return most == 0 ? 0 : sendSlice(file, transport, most);
    }

    private long sendSlice(FileChannel file, Transport transport, long count) throws IOException {
        long before = loop.nanoTime();
        long sent = 0;
        try {
            sent = transport.transferFrom(file, position, count);
        } catch (NonReadableChannelException mistake) {
            throw cannotSend(mistake);
        } catch (IOException failure) {
            checkReadable(file);
            throw failure; // the peer's
        }
        position += sent;
        readAhead.sliceTook(loop.nanoTime() - before, position);
        if (sent == 0) {
            checkLength(file); // the socket is full, unless it is this
        }
        return sent;
    }

    // ---- what the helper has done

    private void opened(long nanos, @Nullable Throwable failure) {
        if (failure != null) {
            fault = failure instanceof SourceException known ? known : cannotSend(failure);
        }
        listener.ready();
    }

    private void broughtIn(long nanos, @Nullable Throwable failure) {
        if (failure == null) {
            readAhead.pieceTook(nanos);
        } else {
            readAhead.giveUp(); // what is wrong will be met in sending
        }
        listener.ready();
    }

    // ---- whose fault it is

    private void checkLength(FileChannel file) throws IOException {
        long size;
        try {
            size = file.size();
        } catch (IOException failure) {
            throw cannotSend(failure);
        }
        if (size < end && position < end) {
            throw new SourceTruncatedException(
                    source + " is too short: it has " + size + " bytes, and was promised up to " + end);
        }
    }

    /** The kernel reads what it is to send first, so that this finds it in memory, or finds what the kernel found. */
    private void checkReadable(FileChannel file) throws SourceException {
        try {
            file.read(ByteBuffer.allocate(1), position);
        } catch (IOException failure) {
            throw cannotSend(failure);
        }
    }

    private SourceException cannotSend(Throwable failure) {
        return new SourceException("cannot send " + source + ": " + FailureReason.of(failure), failure);
    }

    // ---- what is left of it

    @Override
    public long remainingBytes() {
        return end - position;
    }

    /** None: what lies in a file is not in memory. */
    @Override
    public long retainedBytes() {
        return 0;
    }

    @Override
    public void close() {
        source.close();
        listener.ended(this, fault);
    }

    /**
     * Why what went was carried through this process.
     *
     * @return in words; null when the kernel did it, and as long as nothing has gone
     */
    public @Nullable String whyCopied() {
        return whyCopied;
    }

    /** Which file. */
    @Override
    public String toString() {
        return source.toString();
    }
}
