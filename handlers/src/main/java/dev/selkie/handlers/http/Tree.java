package dev.selkie.handlers.http;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The files below a folder, and none beside it. Links that lead to one of them are followed; others, and names that begin
 * with a dot, are as if they were not there. Everything here may block.
 */
final class Tree {
    private static final int TRIES = 10;

    private final Path root;

    /** The path of a folder, without links in it. */
    Tree(Path root) {
        this.root = root;
    }

    /**
     * Opens what the names lead to.
     *
     * @param names from the root down, each {@linkplain Target#isName a name}; none is the root itself
     * @throws NoSuchFileException when nothing is there that may be seen
     * @throws AccessDeniedException when it may not be read, or is neither file nor folder
     */
    Found find(List<String> names) throws IOException {
        for (int i = 1; i < TRIES; i++) {
            try {
                return findNow(names);
            } catch (ReplacedException again) {
                // Somebody renames or writes files while we look: it is there, or another is.
            }
        }
        return findNow(names);
    }

    private Found findNow(List<String> names) throws IOException {
        try {
            return follow(names);
        } catch (InvalidPathException notInThisLocale) {
            throw new NoSuchFileException(String.join("/", names));
        }
    }

    private Found follow(List<String> names) throws IOException {
        try {
            return walk(names);
        } catch (LinkException link) {
            return walk(withoutLinks(names));
        }
    }

    /** The way that is meant, where there is a link on it. */
    private List<String> withoutLinks(List<String> names) throws IOException {
        Path asked = root.resolve(String.join("/", names));
        Path real = real(asked);
        if (!real.startsWith(root)) {
            throw new NoSuchFileException(asked.toString(), null, "a link that leads out of " + root);
        }
        List<String> way = new ArrayList<>();
        for (Path name : root.relativize(real)) {
            if (!name.toString().isEmpty()) { // as of the root itself
                way.add(name.toString());
            }
        }
        if (!way.stream().allMatch(Target::isName)) {
            throw new NoSuchFileException(asked.toString(), null, "a link to what is not shown");
        }
        return way;
    }

    private static Path real(Path asked) throws IOException {
        try {
            return asked.toRealPath();
        } catch (IOException noWay) {
            throw new NoSuchFileException(asked.toString(), null, "a link that leads nowhere");
        }
    }

    /**
     * What a link leads to.
     *
     * @param names from the root down to the link
     * @throws NoSuchFileException when it leads to nothing that may be seen
     */
    BasicFileAttributes attributesBehindLink(List<String> names) throws IOException {
        List<String> way = withoutLinks(names);
        if (way.isEmpty()) {
            return Files.readAttributes(root, BasicFileAttributes.class);
        }
        try (Folder folder = folder(allButLast(way))) {
            return folder.attributes(last(way));
        } catch (AccessDeniedException denied) {
            throw new NoSuchFileException(String.join("/", names), null, "a link to what may not be read");
        }
    }

    /** No link is followed. */
    private Found walk(List<String> names) throws IOException {
        if (names.isEmpty()) {
            return folder(names);
        }
        try (Folder folder = folder(allButLast(names))) {
            return folder.find(last(names));
        }
    }

    private Folder folder(List<String> names) throws IOException {
        Folder folder = Folder.open(root);
        for (String name : names) {
            try (Folder parent = folder) {
                folder = parent.folder(name);
            }
        }
        return folder;
    }

    private static List<String> allButLast(List<String> names) {
        return names.subList(0, names.size() - 1);
    }

    private static String last(List<String> names) {
        return names.get(names.size() - 1);
    }
}
