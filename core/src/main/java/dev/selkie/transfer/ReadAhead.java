package dev.selkie.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * How far a file may be sent without waiting for the disk. At first, to its end: a file that is in the page cache needs no
 * help. One slice that took long shows that this one is not; from there on a helper brings it in, a piece ahead of what is
 * sent, until a number of pieces in a row turn out to have been there already.
 *
 * <p>To touch a byte here and there brings in little; a transfer to a sink that throws it away brings in all, for about a
 * quarter of the cost of sending.
 */
final class ReadAhead {
    /** From memory the largest slice, of two mebibytes, takes some tenths of a millisecond. */
    private static final long SLOW_SLICE_NANOS = Duration.ofMillis(2).toNanos();

    /** A piece that came faster, at 4 GiB a second, did not come from a disk. */
    private static final long FAST_PIECE_NANOS = Duration.ofNanos(250_000).toNanos();

    /** The system reads ahead, too, by 8 MiB and more: a few fast pieces do not show that the file is there. */
    private static final int FAST_PIECES = 32;

    /** What the helper brings in at a time; there are two, one being sent while the other comes. */
    static final int PIECE_BYTES = 1024 * 1024;

    private static final long NOT_NEEDED = Long.MAX_VALUE;

    private final long end;
    private long limit = NOT_NEEDED;
    private int fastPieces;

    ReadAhead(long end) {
        this.end = end;
    }

    /** Where to stop sending until the helper has been further. */
    long limit() {
        return limit;
    }

    /** A slice has been sent, up to a position. */
    void sliceTook(long nanos, long position) {
        if (limit == NOT_NEEDED && nanos > SLOW_SLICE_NANOS && position < end) {
            limit = position;
            fastPieces = 0;
        }
    }

    /** Whether the helper is to set to work. */
    boolean isDue(long position) {
        return limit < end && limit - position <= PIECE_BYTES;
    }

    /** Brings in the next piece. The helper's work: it waits for the disk. */
    void bringIn(FileChannel file) throws IOException {
        file.transferTo(limit, pieceBytes(), Sink.CHANNEL);
    }

    /** The helper has finished a piece. */
    void pieceTook(long nanos) {
        fastPieces = nanos < FAST_PIECE_NANOS ? fastPieces + 1 : 0;
        limit = fastPieces == FAST_PIECES ? NOT_NEEDED : limit + pieceBytes();
    }

    /** The helper cannot help: what is wrong will be met in sending. */
    void giveUp() {
        limit = NOT_NEEDED;
    }

    private long pieceBytes() {
        return Math.min(PIECE_BYTES, end - limit);
    }

    /** Where bytes go that only had to be fetched. */
    private static final class Sink {
        static final WritableByteChannel CHANNEL = open();

        private static WritableByteChannel open() {
            try {
                return FileChannel.open(Path.of("/dev/null"), StandardOpenOption.WRITE);
            } catch (IOException noSuchDevice) {
                return Channels.newChannel(OutputStream.nullOutputStream());
            }
        }
    }
}
