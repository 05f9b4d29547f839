package dev.selkie.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening Unix socket and its file, from the moment others can see it to its removal.
 *
 * <p>The kernel gives a new socket the mode that the umask leaves, and a client may connect before it is changed. So the
 * socket is bound in a directory that only we can enter, beside its place, gets its mode there, and is moved into place in
 * one step. A stale file, one nobody answers on, is replaced. Two servers that find the same stale file at the same moment
 * both replace it, and the later one has it.
 */
final class SocketFile implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(SocketFile.class);

    /** The JDK's limit, one less than Linux has: {@code sun_path} holds 108 bytes, and the JDK leaves two of them free. */
    private static final int MOST_BYTES = 106;

    /** A name for a directory beside the path: a dot and five digits, of 36 kinds. */
    private static final int NAMES = 36 * 36 * 36 * 36 * 36;

    private static final int TRIES = 100;
    private static final int PROBES = 5;

    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;

    private final ServerSocketChannel channel;
    private final Path path;
    private final @Nullable Object fileKey;
    private final AtomicBoolean removed = new AtomicBoolean();

    private SocketFile(ServerSocketChannel channel, Path path, @Nullable Object fileKey) {
        this.channel = channel;
        this.path = path;
        this.fileKey = fileKey;
    }

    /** Listens on a path; when it cannot, nothing is left behind, and one line tells why. */
    static SocketFile listen(SelectorProvider provider, Path path, int backlog) throws IOException {
        try {
            checkLength(path, "the path");
            checkFree(provider, path);
            return listenAside(provider, path, backlog);
        } catch (BindException told) {
            throw told;
        } catch (IOException failure) {
            throw cannotListen(path, reason(path, failure), failure);
        }
    }

    private static SocketFile listenAside(SelectorProvider provider, Path path, int backlog) throws IOException {
        Path directory = createPrivateDirectory(path);
        Path aside = directory.resolve("s");
        try {
            ServerSocketChannel channel = provider.openServerSocketChannel(StandardProtocolFamily.UNIX);
            try {
                channel.configureBlocking(false);
                channel.bind(UnixDomainSocketAddress.of(aside), backlog);
                Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rw-------"));
                Object fileKey = fileKey(aside);
                takePlace(provider, aside, path);
                return new SocketFile(channel, path, fileKey);
            } catch (IOException | RuntimeException failure) {
                channel.close();
                throw failure;
            }
        } finally {
            remove(aside);
            remove(directory);
        }
    }

    /** A free place is taken by a link, which only one can make; a stale file is replaced by a move. */
    private static void takePlace(SelectorProvider provider, Path aside, Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createLink(path, aside);
                return;
            } catch (FileAlreadyExistsException another) {
                log.debug("{} was taken meanwhile", path);
            } catch (FileSystemException | UnsupportedOperationException noLinks) {
                log.debug("{} cannot be linked", path, noLinks);
            }
        }
        checkFree(provider, path); // once more: it may have been taken since it was looked at
        Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void remove(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException failure) {
            log.warn("cannot remove {}: {}", path, failure.toString());
        }
    }

    private static Path createPrivateDirectory(Path path) throws IOException {
        for (int tries = 1; ; tries++) {
            int number = ThreadLocalRandom.current().nextInt(NAMES);
            Path directory = path.resolveSibling(
                    "." + Integer.toString(NAMES + number, 36).substring(1));
            checkLength(directory.resolve("s"), "the path " + directory + ", where it is made,");
            try {
                return Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } catch (FileAlreadyExistsException taken) {
                if (tries == TRIES) {
                    throw taken;
                }
            }
        }
    }

    // ---- may it be had?

    private static void checkLength(Path path, String what) throws IOException {
        int bytes = path.toString().getBytes(UTF_8).length;
        if (bytes == 0) {
            throw new IOException("the path is empty");
        }
        if (bytes > MOST_BYTES) {
            throw new IOException(what + " has " + bytes + " bytes, and a Unix socket's at most " + MOST_BYTES);
        }
    }

    private static void checkFree(SelectorProvider provider, Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if ((mode & FILE_TYPE) != SOCKET) {
                throw new IOException("there is a file that is not a socket");
            }
        } catch (NoSuchFileException gone) {
            return; // its server has closed meanwhile
        }
        if (isAnswered(provider, path)) {
            throw cannotListen(path, "another server answers there", null);
        }
    }

    /**
     * Only a refusal tells that nobody is there: a full queue, for one, has somebody who fills it. Any other failure is asked
     * about again, since the file may just have gone and come.
     */
    private static boolean isAnswered(SelectorProvider provider, Path path) {
        for (int probe = 0; probe < PROBES; probe++) {
            try (SocketChannel channel = provider.openSocketChannel(StandardProtocolFamily.UNIX)) {
                channel.configureBlocking(false);
                channel.connect(UnixDomainSocketAddress.of(path));
                return true;
            } catch (ConnectException refused) {
                return false;
            } catch (IOException other) {
                if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    return false;
                }
            }
        }
        return true;
    }

    // ---- what went wrong

    private static BindException cannotListen(Path path, String reason, @Nullable Throwable cause) {
        var failure = new BindException("cannot listen on " + path + ": " + reason);
        failure.initCause(cause);
        return failure;
    }

    private static String reason(Path path, IOException failure) {
        Path parent = path.toAbsolutePath().getParent();
        if (failure instanceof NoSuchFileException) {
            return "there is no directory " + parent + "; create it first";
        }
        if (failure instanceof AccessDeniedException) {
            return "no permission to write to " + parent;
        }
        if (failure instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return String.valueOf(failure.getMessage());
    }

    // ---- the end

    ServerSocketChannel channel() {
        return channel;
    }

    /**
     * Removes the file, unless it has become another's, and closes the channel. In this order: while it listens, nobody
     * else takes its place, so that what is removed is what was looked at.
     */
    @Override
    public void close() throws IOException {
        try (channel) {
            if (!removed.getAndSet(true)
                    && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    && fileKey != null
                    && fileKey.equals(fileKey(path))) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** The device and the number of the file: the number is not given to another while the socket is open. */
    private static @Nullable Object fileKey(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }
}
