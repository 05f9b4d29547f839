package dev.selkie.handlers.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.selkie.loop.Errands;
import dev.selkie.loop.EventLoop;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A folder that is served, for all connections and all loops. What is in it may change at any time. Small files that have
 * not changed for 10 seconds are answered from memory when they are asked for again within 10 milliseconds, 20 at most. Thread-safe.
 */
public final class Site {
    /** Most are in the kernel's memory, and opened by a processor alone, which a loop needs too. One more lists. */
    private static final int OPENED_AT_ONCE = Math.min(8, Runtime.getRuntime().availableProcessors()) + 1;

    /** Who comes then is told to come again: to wait would take as long. */
    private static final int MOST_WAITING = 4096;

    private final Responder responder;
    private final Errands errands = new Errands(OPENED_AT_ONCE, MOST_WAITING);

    /**
     * The page of a large folder takes some hundredths of a second, and some megabytes: one at a time. As many may wait for
     * them as for files, since one page goes to all who ask for it: if they were refused, they would ask again.
     */
    private final Errands listings = new Errands(1, MOST_WAITING);

    private final Handover handover = new Handover(Runtime.getRuntime().maxMemory() / 16);

    private final Tree tree;
    private final Pages pages;

    private Site(Path root, Clock clock) {
        tree = new Tree(root);
        pages = new Pages(clock);
        responder = new Responder(tree, pages);
    }

    /**
     * Looks whether it is there, and can be read.
     *
     * @param folder links on the way to it are followed now, and not again
     * @return for {@link FilesHandler}
     * @throws IOException when it is not there, is no folder, or may not be read
     */
    public static Site of(Path folder) throws IOException {
        return of(folder, Clock.systemUTC());
    }

    static Site of(Path folder, Clock clock) throws IOException {
        Path root = folder.toRealPath();
        if (!Files.isDirectory(root)) {
            throw new NotDirectoryException(folder.toString());
        }
        if (!Files.isReadable(root) || !Files.isExecutable(root)) {
            throw new AccessDeniedException(folder.toString());
        }
        return new Site(root, clock);
    }

    /**
     * Loads the classes it needs, which takes some tenths of a second: to be called before a server listens, and not when its
     * first client waits. May block.
     */
    public void prepare() {
        var rehearsed = new Responder(tree, pages); // its own, so that clients have nothing of what it remembers
        for (String line : List.of("GET / HTTP/1.1\r\n", "GET /none? HTTP/1.0\r\n", "GET HTTP/1.1\r\n")) {
            var parser = new RequestParser();
            parser.parse(US_ASCII.encode(line + "Host: x\r\nRange: bytes=0-0\r\nIf-None-Match: *\r\n\r\n"));
            try {
                Request request = parser.take();
                Answer answer = rehearsed.answer(request, 0);
                (answer == null ? rehearsed.listing(request, 0, () -> 0) : answer).close();
            } catch (RefusedException refused) {
                pages.refusal(parser.refused(), refused).close();
            }
        }
    }

    /** For what is worked out, on its way to its loop. */
    Handover handover() {
        return handover;
    }

    Pages pages() {
        return pages;
    }

    /** An answer that can be had without looking at the files. Does not block. Null when it must be worked out. */
    @Nullable
    Answer recent(Request request, long nanos) {
        return responder.recent(request, nanos);
    }

    /**
     * Has an answer worked out away from the loop, for a connection that began then. Returns false when there is too much to
     * do.
     */
    boolean workOut(PendingAnswer answer, EventLoop loop, long begunNanos) {
        long nanos = loop.turnNanoTime();
        long askedNanos = loop.nanoTime();
        PendingAnswer.Work find = request -> responder.answer(request, nanos);
        PendingAnswer.Work list = request -> responder.listing(request, askedNanos, loop::nanoTime);
        // On the same thread: whoever finds nobody listing lists, for all who come meanwhile.
        Executor lister = listings.by(Runnable::run, begunNanos);
        Runnable errand = () -> {
            if (!answer.workOut(find) && !tryExecute(lister, () -> answer.workOut(list))) {
                answer.workOut(request -> pages.refusal(request, RefusedException.of(503)));
            }
        };
        return tryExecute(errands.by(loop.blockingExecutor(), begunNanos), errand);
    }

    /** Returns false when too many wait, or no thread can be had. */
    private static boolean tryExecute(Executor executor, Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RuntimeException | OutOfMemoryError refused) {
            return false;
        }
    }
}
