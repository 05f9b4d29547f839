package dev.selkie.transfer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to temporary files in a directory. Their names begin with those of a file that is locked as long as this process
 * lives, however it ends; so that whoever comes next can tell the files of the dead from those of the living, on another
 * machine too.
 *
 * <p>All that is in here may block.
 */
final class Claim {
    private static final Logger log = LoggerFactory.getLogger(Claim.class);

    private static final String PREFIX = ".selkie-";
    private static final Pattern OURS = Pattern.compile("\\.selkie-([0-9a-f]{16})(\\.lock|-[0-9]+\\.part)");
    private static final int MOST_TRIES = 10;

    /** Not to be opened by this process again: on POSIX, closing one of its channels gives up the lock of another. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path lockFile;
    private final String owner;
    private final FileChannel channel;
    private final AtomicLong files = new AtomicLong();

    private Claim(Path lockFile, String owner, FileChannel channel) {
        this.lockFile = lockFile;
        this.owner = owner;
        this.channel = channel;
    }

    /** Makes one, and deletes what the dead have left. */
    static Claim of(Path directory) throws IOException {
        for (int i = 0; i < MOST_TRIES; i++) {
            Claim claim = tryClaim(directory);
            if (claim != null) {
                sweep(directory);
                return claim;
            }
        }
        throw new IOException("locks do not hold there");
    }

    private static @Nullable Claim tryClaim(Path directory) throws IOException {
        String owner = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
        Path lockFile = directory.resolve(PREFIX + owner + ".lock");
        HELD.add(lockFile);
        FileChannel channel = null;
        boolean claimed = false;
        try {
            channel = FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            // Between these two steps somebody who sweeps may take it for a file of the dead.
            claimed = channel.tryLock() != null && Files.exists(lockFile);
            return claimed ? new Claim(lockFile, owner, channel) : null;
        } finally {
            if (!claimed) {
                HELD.remove(lockFile);
                if (channel != null) {
                    channel.close();
                    Files.deleteIfExists(lockFile);
                }
            }
        }
    }

    /** A name that nobody else has. */
    Path newFile() {
        return lockFile.resolveSibling(PREFIX + owner + "-" + files.incrementAndGet() + ".part");
    }

    void giveUp() throws IOException {
        try {
            Files.deleteIfExists(lockFile); // while it is locked: nobody sees it as one of the dead
            channel.close();
        } finally {
            HELD.remove(lockFile);
        }
    }

    // ---- what others have left

    private static void sweep(Path directory) throws IOException {
        Set<String> owners = new TreeSet<>();
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, PREFIX + "*")) {
            for (Path entry : entries) {
                Matcher name = OURS.matcher(String.valueOf(entry.getFileName()));
                if (name.matches() && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    owners.add(name.group(1));
                    found.add(entry);
                }
            }
        }
        for (String owner : owners) {
            try {
                sweep(
                        directory.resolve(PREFIX + owner + ".lock"),
                        found.stream()
                                .filter(file ->
                                        String.valueOf(file.getFileName()).startsWith(PREFIX + owner + "-"))
                                .toList());
            } catch (IOException failure) {
                log.warn("cannot delete what another process has left in {}: {}", directory, FailureReason.of(failure));
            }
        }
    }

    private static void sweep(Path lockFile, List<Path> files) throws IOException {
        if (HELD.contains(lockFile)) {
            return;
        }
        try (FileChannel other = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
            FileLock lock = other.tryLock();
            if (lock != null) {
                delete(files);
                Files.deleteIfExists(lockFile);
            }
        } catch (NoSuchFileException missing) {
            delete(files);
        } catch (OverlappingFileLockException alive) {
            log.debug("{} is held by this process", lockFile);
        }
    }

    private static void delete(List<Path> files) throws IOException {
        for (Path file : files) {
            if (Files.deleteIfExists(file)) {
                log.info("deleted {}, which another process has left unfinished", file);
            }
        }
    }
}
