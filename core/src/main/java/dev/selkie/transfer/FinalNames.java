package dev.selkie.transfer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The names in a directory that files get when they are whole: in one step, for good, and in the place of another only where
 * that is wanted. All that is in here may block.
 */
final class FinalNames {
    private static final int MOST_NUMBERS = 10_000;

    private final Path directory;

    FinalNames(Path directory) {
        this.directory = directory;
    }

    /** Gives a file one, where it is now. */
    Path give(Path file, String name, UploadOptions.IfTaken ifTaken) throws IOException {
        Path target = directory.resolve(name);
        switch (ifTaken) {
            case REPLACE -> Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
            case NUMBER -> target = moveToFreeName(file, name);
            case FAIL -> moveToNew(file, target);
        }
        sync();
        return target;
    }

    private Path moveToFreeName(Path file, String name) throws IOException {
        Path target = directory.resolve(name);
        for (int number = 2; number <= MOST_NUMBERS; number++) {
            try {
                moveToNew(file, target);
                return target;
            } catch (FileAlreadyExistsException taken) {
                target = directory.resolve(UploadName.numbered(name, number));
            }
        }
        throw new FileAlreadyExistsException(name, null, "so are all its numbers");
    }

    /** A rename would replace what is there; a link does not. */
    private void moveToNew(Path file, Path target) throws IOException {
        try {
            Files.createLink(target, file);
            Files.delete(file);
        } catch (FileAlreadyExistsException taken) {
            throw taken;
        } catch (FileSystemException | UnsupportedOperationException noLinks) {
            renameToNew(file, target);
        }
    }

    /** On file systems without links, as those of memory cards; another process may come in between. */
    private synchronized void renameToNew(Path file, Path target) throws IOException {
        checkFree(target);
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Throws when it is taken, which may change until the file is there. */
    void checkFree(String name) throws FileAlreadyExistsException {
        checkFree(directory.resolve(name));
    }

    private static void checkFree(Path target) throws FileAlreadyExistsException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        }
    }

    /** The name is on the disk too. */
    private void sync() throws IOException {
        FileChannel names;
        try {
            names = FileChannel.open(directory, StandardOpenOption.READ);
        } catch (IOException notPossible) {
            return; // not every system opens directories
        }
        try (names) {
            names.force(true);
        }
    }
}
