package dev.selkie.transfer;

import dev.selkie.loop.EventLoop;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way from a peer to an {@link UploadDirectory}. What comes is copied into one buffer while a helper on
 * another thread writes the other one: the loop waits for no disk, and network and disk are busy at the same time.
 *
 * <pre>{@code
 * protected void setup() throws IOException {
 *     upload = directory.begin(connection().loop(), "name", UploadOptions.defaults(), connection()::resume);
 *     upload.outcome().whenComplete((path, failure) -> {
 *         if (failure == null) {
 *             connection().close();
 *         } else {
 *             connection().abort();
 *         }
 *     });
 * }
 *
 * protected void handle(ByteBuffer received) {
 *     if (!upload.write(received)) {
 *         connection().pause();
 *     }
 * }
 *
 * protected void endOfInput() {
 *     upload.finish();
 * }
 *
 * protected void closed(CloseReason reason, long unsentBytes) {
 *     upload.cancel();
 * }
 * }</pre>
 *
 * <p>All methods are for the loop's thread.
 */
public final class Upload {
    private final UploadDirectory directory;
    private final String name;
    private final UploadOptions options;
    private final TemporaryFile file;
    private final EventLoop loop;
    private final Helper helper;
    private final Runnable room;
    private final UploadBuffers buffers;
    private final long begunNanos;
    private final CompletableFuture<Path> outcome = new CompletableFuture<>();
    private final Consumer<ByteBuffer> given = this::given;

    /** What comes is copied into this one; null when there was nothing since the last was handed over. */
    private @Nullable ByteBuffer filling;
    /** The helper writes this one. */
    private @Nullable ByteBuffer writing;

    /** No buffer was free. */
    private boolean inLine;

    private long receivedBytes;
    private boolean paused;
    private boolean finished;
    /** The helper gives it its name: too late to give it up. */
    private boolean storing;
    /** It has succeeded, failed, or been given up. */
    private boolean ended;

    Upload(
            UploadDirectory directory,
            String name,
            UploadOptions options,
            TemporaryFile file,
            EventLoop loop,
            Executor disk,
            Runnable room) {
        this.directory = directory;
        this.name = name;
        this.options = options;
        this.file = file;
        this.loop = loop;
        this.helper = new Helper(loop, disk, file);
        this.begunNanos = loop.turnNanoTime();
        this.room = room;
        this.buffers = UploadBuffers.of(loop);
    }

    // ---- what comes

    /**
     * Takes what there is room for. When it has failed, it takes all and keeps nothing.
     *
     * @param source its position is moved behind what was taken
     * @return false when there is no more room, even if all was taken: time to pause the connection, until the runnable
     *     given to {@link UploadDirectory#begin} is called
     * @throws IllegalStateException after {@link #finish}
     */
    public boolean write(ByteBuffer source) {
        loop.checkThread();
        if (finished) {
            throw new IllegalStateException(name + " is finished, and cannot be written to");
        }
        if (!ended) {
            checkLength(receivedBytes + source.remaining());
        }
        if (ended) {
            source.position(source.limit());
            return true;
        }
        take(source);
        goOn();
        paused = source.hasRemaining() || (filling != null && !filling.hasRemaining());
        return !paused;
    }

    private void checkLength(long bytes) {
        if (bytes > options.maxBytes()) {
            fail(UploadDirectory.tooLong(name, options));
        } else if (options.expectedBytes() >= 0 && bytes > options.expectedBytes()) {
            fail(wrongLength("more than"));
        }
    }

    private UploadException wrongLength(String how) {
        return new UploadException(
                "cannot store " + name + ": " + how + " the " + options.expectedBytes() + " bytes announced have come");
    }

    private void take(ByteBuffer source) {
        if (filling == null && !inLine && source.hasRemaining()) {
            filling = buffers.take();
            inLine = filling == null;
            if (inLine) {
                buffers.await(given, begunNanos);
            }
        }
        if (filling != null) {
            int count = Math.min(source.remaining(), filling.remaining());
            filling.put(filling.position(), source, source.position(), count);
            filling.position(filling.position() + count);
            source.position(source.position() + count);
            receivedBytes += count;
        }
    }

    /** A buffer for which it was in line. */
    private void given(ByteBuffer buffer) {
        inLine = false;
        if (finished) {
            buffers.giveBack(buffer);
        } else {
            filling = buffer;
            callForMore();
        }
    }

    private void callForMore() {
        if (paused) {
            paused = false;
            room.run();
        }
    }

    // ---- its end

    /**
     * All has come. The rest is written, lengths and checksum are compared, all is brought to the disk for good, and the file
     * gets its name. Idempotent.
     *
     * @return {@link #outcome}
     */
    public CompletionStage<Path> finish() {
        loop.checkThread();
        finished = true;
        if (!ended && receivedBytes < options.expectedBytes()) {
            fail(wrongLength("less than"));
        }
        goOn();
        return outcome();
    }

    /**
     * What comes of it.
     *
     * @return completed on the loop's thread: with the path of the file, whole and on the disk; or with an
     *     {@link UploadException} that says why there is none, after which the temporary file is deleted soon. An upload that
     *     is cancelled completes at once, with such an exception. Not to be waited for on the loop's thread
     */
    public CompletionStage<Path> outcome() {
        return outcome;
    }

    /**
     * Gives it up, unless it is stored already or about to be: {@link #outcome} tells. Idempotent; to be called from a handler's
     * {@code closed}, whatever has happened before.
     */
    public void cancel() {
        loop.checkThread();
        if (storing) {
            file.close(); // whether or not this loop will hear of it
        } else {
            fail(new UploadException(name + " was given up after " + receivedBytes + " bytes"));
        }
    }

    /**
     * How much has come and was taken.
     *
     * @return in bytes
     */
    public long receivedBytes() {
        return receivedBytes;
    }

    // ---- the helper's turn

    private void goOn() {
        if (ended || helper.isBusy()) {
            return;
        }
        ByteBuffer full = filling;
        if (full != null && full.position() > 0) {
            filling = null;
            writing = full.flip();
            helper.begin(() -> file.write(full), this::written);
        } else if (finished) {
            storing = true;
            helper.begin(() -> file.store(receivedBytes), this::stored);
        }
    }

    private void written(long nanos, @Nullable Throwable failure) {
        ByteBuffer done = writing;
        writing = null;
        if (done != null) {
            buffers.giveBack(done);
        }
        if (failure != null) {
            fail(failure);
        }
        goOn();
        if (!inLine && (filling == null || filling.hasRemaining())) {
            callForMore();
        }
    }

    private void stored(long nanos, @Nullable Throwable failure) {
        if (failure == null) {
            ended = true;
            file.close();
            outcome.complete(file.stored());
        } else {
            fail(failure);
        }
    }

    private void fail(Throwable failure) {
        if (ended) {
            return;
        }
        ended = true;
        buffers.leave(given);
        ByteBuffer unused = filling;
        filling = null;
        if (unused != null) {
            buffers.giveBack(unused);
        }
        file.close();
        UploadException told = failure instanceof UploadException known ? known : explain(failure);
        loop.defer(() -> outcome.completeExceptionally(told)); // whoever waits may do anything
    }

    private UploadException explain(Throwable failure) {
        return new UploadException("cannot store " + name + " in " + directory + ": " + failure, failure);
    }

    /** Its name, for people. */
    @Override
    public String toString() {
        return name;
    }
}
