package dev.selkie.handlers.http;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pages about folders. All who ask for the same one while another is being made get the next; and after one there is a rest
 * for as long as it took, so that a crowd that asks for large folders leaves processors and heap to all others. Blocks while
 * another page is made, and while it rests.
 */
final class FolderPages {
    /** Kept while there is memory enough. */
    private record Made(long begunNanos, SoftReference<Page> page) {}

    /** Where crowds ask for several folders, one of each will do; a page has some megabytes. */
    private static final int MOST_KEPT = 4;

    /** A disk that takes longer leaves the processors alone while it works. */
    private static final long LONGEST_REST_NANOS = Duration.ofMillis(100).toNanos();

    private final Tree tree;
    private final LongConsumer sleep;
    private final Map<List<String>, Made> lately = new LinkedHashMap<>(8, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, Made> eldest) {
            return size() > MOST_KEPT;
        }
    };
    private long endedNanos;
    private long restNanos;

    FolderPages(Tree tree) {
        this(tree, LockSupport::parkNanos);
    }

    FolderPages(Tree tree, LongConsumer sleep) {
        this.tree = tree;
        this.sleep = sleep;
    }

    /**
     * What was in a folder after somebody had asked for it.
     *
     * @param way from the root
     * @param askedNanos a page that was begun before may lack what the asker knows to be there
     * @param clock by which that was told
     * @return the page
     * @throws NoSuchFileException when it is not there, or is no folder
     */
    synchronized Page page(List<String> way, long askedNanos, LongSupplier clock) throws IOException {
        Page made = made(way, askedNanos);
        return made == null ? make(way, clock) : made;
    }

    private @Nullable Page made(List<String> way, long askedNanos) {
        Made made = lately.get(way);
        return made != null && made.begunNanos - askedNanos > 0 ? made.page.get() : null;
    }

    private Page make(List<String> way, LongSupplier clock) throws IOException {
        sleep.accept(Math.min(restNanos, endedNanos + restNanos - clock.getAsLong()));
        long begunNanos = clock.getAsLong();
        try (Found found = tree.find(way)) {
            if (!(found instanceof Folder folder)) {
                throw new NoSuchFileException(String.join("/", way));
            }
            Page page = new Listing(tree, way).page(folder);
            lately.put(way, new Made(begunNanos, new SoftReference<>(page)));
            return page;
        } finally {
            endedNanos = clock.getAsLong();
            restNanos = Math.min(endedNanos - begunNanos, LONGEST_REST_NANOS);
        }
    }
}
