package dev.selkie.transfer;

import dev.selkie.loop.Errands;
import dev.selkie.loop.EventLoop;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory for what peers send: a file is there whole, or not at all. What comes goes into a temporary file beside, which
 * gets its name when all of it is on the disk; a process that is killed leaves only temporary files, and the next one to open
 * the directory deletes them. Several servers and processes may share a directory.
 *
 * <p>{@link #open} and {@link #close} block, and are not for a loop's thread. The files can be read and written by their
 * owner only.
 */
public final class UploadDirectory implements Closeable {
    /** For tests, the door by which faults come in. */
    interface Opener {
        FileChannel open(Path path) throws IOException;
    }

    private static final Logger log = LoggerFactory.getLogger(UploadDirectory.class);

    /** What an end waits for is one write, one sync or one delete; a disk that takes longer is not waited for. */
    private static final int CLOSE_SECONDS = 10;

    private static final int MOST_UPLOADS = Integer.MAX_VALUE;

    /** With less than this the disk is full, whatever the system's words for it are. */
    private static final long LITTLE_SPACE_BYTES = 1024 * 1024;

    private static final Set<StandardOpenOption> NEW_FILE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final FileAttribute<?>[] NO_ATTRIBUTES = {};
    private static final FileAttribute<?>[] OWNER_ONLY = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };

    /** Syncs of several files at once cost a disk little more than one; but the loop needs a processor too. */
    private static final int MOST_AT_ONCE =
            Math.min(16, 4 * Runtime.getRuntime().availableProcessors());

    private final Path directory;
    private final FinalNames names;
    private final Claim claim;
    private final Opener opener;

    /** As many as there are uploads may wait, each for one piece of work. */
    private final Errands disk = new Errands(MOST_AT_ONCE, MOST_UPLOADS);

    /** One is taken for each temporary file there is. */
    private final Semaphore uploads = new Semaphore(MOST_UPLOADS);

    private volatile boolean closed;

    private UploadDirectory(Path directory, Claim claim, Opener opener) {
        this.directory = directory;
        this.names = new FinalNames(directory);
        this.claim = claim;
        this.opener = opener;
    }

    /**
     * Opens a directory, and deletes what processes that are gone have left unfinished in it. Blocks.
     *
     * @param directory which is there, and may be written to
     * @return to be closed when the servers that use it have ended
     * @throws UploadException when files cannot be stored there, and why
     */
    public static UploadDirectory open(Path directory) throws UploadException {
        return open(directory, UploadDirectory::createPrivate);
    }

    static UploadDirectory open(Path directory, Opener opener) throws UploadException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new UploadException("cannot store files in " + directory + ": it is no directory; name another");
        }
        try {
            Path real = directory.toRealPath(); // what happens to links on the way changes nothing from here on
            return new UploadDirectory(real, Claim.of(real), opener);
        } catch (IOException failure) {
            String remedy = Files.exists(directory) ? "name one that may be written to" : "create it or name another";
            throw new UploadException(
                    "cannot store files in " + directory + ": " + FailureReason.of(failure) + "; " + remedy, failure);
        }
    }

    /**
     * Begins an upload. On the loop's thread.
     *
     * @param loop its blocking executor waits for the disk
     * @param name of the file: 1 to 200 characters, A to Z, a to z, digits, {@code _}, and, but not as the first, {@code .}
     *     and {@code -}; not one that ends in {@code .part}
     * @param options what is expected of it
     * @param room called on the loop's thread when {@link Upload#write} has returned false and there is room again: time to
     *     resume the connection
     * @return in which nothing is stored before it is finished; to be finished or cancelled
     * @throws UploadException when the name is none of those, or the file is said to be longer than it may be
     */
    public Upload begin(EventLoop loop, String name, UploadOptions options, Runnable room) throws UploadException {
        loop.checkThread();
        UploadName.check(name);
        if (options.expectedBytes() > options.maxBytes()) {
            throw tooLong(name, options);
        }
        if (closed || !uploads.tryAcquire()) {
            throw new UploadException("cannot store " + name + " in " + directory + ": the server is closing");
        }
        Executor threads = disk.by(loop.blockingExecutor(), loop.turnNanoTime());
        var file = new TemporaryFile(this, claim.newFile(), name, options, threads);
        return new Upload(this, name, options, file, loop, threads, room);
    }

    /**
     * Begins no more, and waits until those that were finished are stored and what the others have left is deleted, for some
     * seconds at most. Idempotent.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (!uploads.tryAcquire(MOST_UPLOADS, CLOSE_SECONDS, TimeUnit.SECONDS)) {
                log.warn("{}: the disk is slow; what is unfinished there is deleted at the next start", directory);
            }
            claim.giveUp();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            log.debug("{}: its lock was not deleted", directory, failure);
        }
    }

    // ---- what may be wrong with one

    static UploadException tooLong(String name, UploadOptions options) {
        return new UploadException(
                "cannot store " + name + ": it is longer than the " + options.maxBytes() + " bytes allowed");
    }

    /** What has gone wrong with it. A helper's work. */
    UploadException explain(String name, Throwable failure) {
        String message = "cannot store " + name + " in " + directory + ": " + FailureReason.of(failure);
        return new UploadException(failure instanceof UploadException ? message : message + remedy(), failure);
    }

    private String remedy() {
        try {
            long freeBytes = Files.getFileStore(directory).getUsableSpace();
            return freeBytes < LITTLE_SPACE_BYTES ? "; " + freeBytes + " bytes are free there, make room" : "";
        } catch (IOException alsoUnknown) {
            return "";
        }
    }

    // ---- a helper's work

    FileChannel create(Path path, String name, UploadOptions.IfTaken ifTaken) throws IOException {
        if (ifTaken == UploadOptions.IfTaken.FAIL) {
            names.checkFree(name); // rather now than when all has come
        }
        return opener.open(path);
    }

    private static FileChannel createPrivate(Path path) throws IOException {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] owners = posix ? OWNER_ONLY : NO_ATTRIBUTES;
        return FileChannel.open(path, NEW_FILE, owners);
    }

    Path publish(Path path, String name, UploadOptions.IfTaken ifTaken) throws IOException {
        return names.give(path, name, ifTaken);
    }

    /** Deletes a temporary file, which is the last that is heard of it. Must not throw. */
    void discard(Path path, @Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException | RuntimeException failure) {
            log.debug("{} did not close", path, failure);
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException | RuntimeException failure) {
            log.warn("cannot delete {}: {}", path, FailureReason.of(failure));
        } finally {
            forget();
        }
    }

    /** There is one temporary file less. From any thread. */
    void forget() {
        uploads.release();
    }

    /** The path, for people. */
    @Override
    public String toString() {
        return directory.toString();
    }
}
