package dev.selkie.handlers.http;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A folder that is open: what lies in it is reached by its name, and no link is followed on the way there, so that nobody who
 * can move files inside can lead us outside. Everything here may block.
 */
final class Folder implements Found {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path path;
    private final DirectoryStream<Path> entries;

    /**
     * The system's own way to do it. Where it has none, paths are used, and whoever swaps a folder for a link in the
     * moment between the look and the opening wins.
     */
    private final @Nullable SecureDirectoryStream<Path> secure;

    private Folder(Path path, DirectoryStream<Path> entries) {
        this.path = path;
        this.entries = entries;
        this.secure = entries instanceof SecureDirectoryStream<Path> stream ? stream : null;
    }

    /** Opens one by its path. Links are followed. */
    @SuppressWarnings("StreamResourceLeak") // it is closed with the folder
    static Folder open(Path path) throws IOException {
        return new Folder(path, Files.newDirectoryStream(path));
    }

    /** Reads what the name itself stands for: of a link, the link. */
    BasicFileAttributes attributes(String name) throws IOException {
        if (secure == null) {
            return Files.readAttributes(path.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        }
        return secure.getFileAttributeView(Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    /**
     * Opens what the name stands for.
     *
     * @throws LinkException when a link does
     * @throws NoSuchFileException when nothing does
     * @throws AccessDeniedException when it is neither a file nor a folder: those are not opened, since they may wait, or do
     *     anything
     */
    Found find(String name) throws IOException {
        BasicFileAttributes seen = attributes(name);
        if (seen.isDirectory()) {
            return folder(name);
        }
        if (seen.isSymbolicLink()) {
            throw new LinkException(name);
        }
        if (!seen.isRegularFile()) {
            throw new AccessDeniedException(name, null, "neither a file nor a folder");
        }
        return file(name, seen);
    }

    /**
     * Opens a folder in it. Nothing else is opened, as far as a look beforehand can tell: to open a pipe waits for its writer.
     *
     * @throws LinkException when the name stands for a link
     * @throws NoSuchFileException when it stands for anything else that is no folder, or for nothing
     */
    @SuppressWarnings("StreamResourceLeak") // it is closed with the folder
    Folder folder(String name) throws IOException {
        checkFolder(name);
        Path child = path.resolve(name);
        try {
            return new Folder(
                    child,
                    secure == null
                            ? Files.newDirectoryStream(child)
                            : secure.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS));
        } catch (IOException failure) {
            checkFolder(name);
            throw failure;
        }
    }

    private void checkFolder(String name) throws IOException {
        BasicFileAttributes seen = attributes(name);
        if (seen.isSymbolicLink()) {
            throw new LinkException(name);
        }
        if (!seen.isDirectory()) {
            throw new NoSuchFileException(name, null, "no folder");
        }
    }

    /**
     * The system does not tell what it has opened: it was what the name stood for before and after. Its number alone would not
     * do, since a new file gets that of one that is gone.
     */
    private OpenFile file(String name, BasicFileAttributes before) throws IOException {
        var channel = (FileChannel)
                (secure == null
                        ? Files.newByteChannel(path.resolve(name), READ)
                        : secure.newByteChannel(Path.of(name), READ));
        try {
            BasicFileAttributes after = attributes(name);
            if (after.isRegularFile()
                    && Objects.equals(before.fileKey(), after.fileKey())
                    && Validators.of(before).equals(Validators.of(after))
                    && channel.size() == after.size()) {
                return new OpenFile(name, channel, after);
            }
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
        channel.close();
        throw new ReplacedException(name);
    }

    /** What lies in it, in no order. To be called once. */
    Iterable<Path> entries() {
        return entries;
    }

    @Override
    public void close() throws IOException {
        entries.close();
    }
}
