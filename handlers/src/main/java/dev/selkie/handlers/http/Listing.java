package dev.selkie.handlers.http;

import dev.selkie.handlers.http.IndexPage.Entry;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks what is in a folder. Shows what can be asked for, and nothing else. May block. */
final class Listing {
    /** The most entries of one page, which then has two to three megabytes. */
    static final int MOST = 10_000;

    private final Tree tree;
    private final List<String> way;

    /** The folder at the end of a way from the root. */
    Listing(Tree tree, List<String> way) {
        this.tree = tree;
        this.way = way;
    }

    Page page(Folder folder) throws IOException {
        List<Entry> entries = new ArrayList<>();
        boolean hasMore = false;
        try {
            for (Path path : folder.entries()) {
                if (entries.size() == MOST) {
                    hasMore = true;
                    break;
                }
                Entry entry = entry(folder, path.getFileName().toString());
                if (entry != null) {
                    entries.add(entry);
                }
            }
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        entries.sort(Entry.ORDER);
        return IndexPage.of(way, entries, hasMore);
    }

    /** Null when there is nothing to show. */
    private @Nullable Entry entry(Folder folder, String name) throws IOException {
        if (!Target.isName(name)) {
            return null;
        }
        try {
            BasicFileAttributes attributes = folder.attributes(name);
            if (attributes.isSymbolicLink()) {
                List<String> link = new ArrayList<>(way);
                link.add(name);
                attributes = tree.attributesBehindLink(link);
            }
            if (!attributes.isDirectory() && !attributes.isRegularFile()) {
                return null;
            }
            return new Entry(
                    name,
                    attributes.isDirectory(),
                    attributes.isDirectory() ? 0 : attributes.size(),
                    attributes.lastModifiedTime().toInstant());
        } catch (NoSuchFileException gone) {
            return null;
        }
    }
}
