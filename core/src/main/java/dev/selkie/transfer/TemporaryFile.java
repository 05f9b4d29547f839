package dev.selkie.transfer;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A file under a name of its own, until it is whole. What may block is a helper's work, one piece after another. */
final class TemporaryFile extends SharedFile {
    private final UploadDirectory directory;
    private final Path path;
    private final String name;
    private final UploadOptions options;
    private final Executor disk;
    private final @Nullable MessageDigest digest;
    private @Nullable FileChannel channel;
    private @Nullable Path stored;

    TemporaryFile(UploadDirectory directory, Path path, String name, UploadOptions options, Executor disk) {
        this.directory = directory;
        this.path = path;
        this.name = name;
        this.options = options;
        this.disk = disk;
        this.digest = options.sha256() == null ? null : sha256();
    }

    // ---- a helper's work

    void write(ByteBuffer bytes) throws UploadException {
        try {
            doWrite(bytes);
        } catch (IOException | RuntimeException failure) {
            throw directory.explain(name, failure);
        }
    }

    /** Makes it last, and gives it its name. */
    void store(long length) throws UploadException {
        try {
            doStore(length);
        } catch (IOException | RuntimeException failure) {
            throw directory.explain(name, failure);
        }
    }

    private void doWrite(ByteBuffer bytes) throws IOException {
        FileChannel file = open();
        if (digest != null) {
            digest.update(bytes.duplicate());
        }
        while (bytes.hasRemaining()) {
            if (file.write(bytes) == 0) {
                throw new IOException("the disk takes nothing");
            }
        }
    }

    private void doStore(long length) throws IOException {
        FileChannel file = open();
        if (file.size() != length) {
            throw new IOException(file.size() + " of " + length + " bytes are there: another program has changed it");
        }
        checkDigest();
        file.force(true);
        file.close(); // some file systems tell only now what went wrong
        stored = directory.publish(path, name, options.ifTaken());
    }

    private FileChannel open() throws IOException {
        if (channel == null) {
            channel = directory.create(path, name, options.ifTaken());
        }
        return channel;
    }

    private void checkDigest() throws UploadException {
        if (digest != null) {
            byte[] actual = digest.digest();
            if (!MessageDigest.isEqual(actual, options.sha256())) {
                throw new UploadException("its SHA-256 is " + HexFormat.of().formatHex(actual) + " and not "
                        + HexFormat.of().formatHex(options.sha256()) + ": send it again");
            }
        }
    }

    @Override
    void letGo() {
        if (stored != null) {
            directory.forget(); // nothing is left under this name, and the channel is closed
        } else {
            discard();
        }
    }

    private void discard() {
        Runnable discard = () -> directory.discard(path, channel);
        try {
            disk.execute(discard);
        } catch (RuntimeException | Error noThread) {
            discard.run(); // better a disk that is waited for than a disk that is filled
        }
    }

    // ---- for the loop

    /** Where it is, once it has been stored. */
    Path stored() {
        return requireNonNull(stored);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible); // every Java has it
        }
    }
}
