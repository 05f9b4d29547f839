package dev.selkie.transfer;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file to be sent. A helper may be opening it or reading it ahead when the loop is done with it. */
public final class SourceFile extends SharedFile {
    private static final Logger log = LoggerFactory.getLogger(SourceFile.class);

    private final String name;
    private final @Nullable Path path;
    private @Nullable FileChannel channel;

    private SourceFile(String name, @Nullable Path path, @Nullable FileChannel channel) {
        this.name = name;
        this.path = path;
        this.channel = channel;
    }

    /**
     * A file that is opened when its turn comes.
     *
     * @param path a regular file, or a link to one
     * @return not open yet
     */
    public static SourceFile of(Path path) {
        return new SourceFile(path.toString(), path, null);
    }

    /**
     * A file that is open already.
     *
     * @param channel open for reading; closed when it has been sent, or cannot be
     * @return open
     */
    public static SourceFile of(FileChannel channel) {
        return new SourceFile("the file", null, requireNonNull(channel, "file"));
    }

    /** The open file; null until it is open. */
    synchronized @Nullable FileChannel channel() {
        return channel;
    }

    @Override
    void letGo() {
        FileChannel opened = channel();
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException | RuntimeException failure) {
                log.debug("{} did not close", name, failure);
            }
        }
    }

    // ---- a helper's work, which may block

    void open() throws IOException {
        Path file = requireNonNull(path); // the others are open
        // Opening a fifo would wait for somebody who writes into it, and a device may do anything.
        if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
            throw new SourceException(
                    "cannot send " + name + ": it is " + (Files.isDirectory(file) ? "a directory" : "no regular file"));
        }
        FileChannel opened = FileChannel.open(file, StandardOpenOption.READ);
        synchronized (this) {
            channel = opened;
        }
    }

    /** The path, for people. */
    @Override
    public String toString() {
        return name;
    }
}
