package dev.selkie.handlers.http;

import static java.util.Objects.requireNonNull;

import dev.selkie.handlers.Printable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works out what is answered. May block, unless it says that it does not. */
final class Responder {
    private static final Logger log = LoggerFactory.getLogger(Responder.class);

    private static final String INDEX = "index.html";

    /**
     * While descriptors are short, some are kept back for files; but the server takes them for an instant, now and then, to see
     * whether it can accept again.
     */
    private static final int ATTEMPTS = 10;

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(3);

    private static final Duration COMPLAINTS_APART = Duration.ofMinutes(1);

    private final AtomicLong complainedNanos = new AtomicLong(System.nanoTime() - COMPLAINTS_APART.toNanos() - 1);
    private final RecentFiles recentFiles = new RecentFiles();
    private final Tree tree;
    private final Pages pages;
    private final FolderPages folderPages;

    Responder(Tree tree, Pages pages) {
        this.tree = tree;
        this.pages = pages;
        this.folderPages = new FolderPages(tree);
    }

    /**
     * An answer of what was found a moment ago. Does not block.
     *
     * @param nanos the loop's time
     * @return null when it has to be {@linkplain #answer worked out}
     */
    @Nullable
    Answer recent(Request request, long nanos) {
        RecentFiles.Recent recent = recentFiles.find(request, nanos);
        if (recent == null) {
            return null;
        }
        return request.isPlain()
                ? recent.plain().copy()
                : answer(request, same -> FileAnswer.of(pages, same, recent.document()));
    }

    /**
     * An answer of what is there.
     *
     * @param nanos the loop's time
     * @return null when it is a folder that has to be {@linkplain #listing listed}, if it is there
     */
    @Nullable
    Answer answer(Request request, long nanos) {
        Answer answer = answer(request, patiently(same -> respond(same, nanos)));
        recentFiles.forgetOlder(request, nanos);
        return answer;
    }

    /**
     * A page about a folder.
     *
     * @param askedNanos when the request was there, by that clock
     */
    Answer listing(Request request, long askedNanos, LongSupplier clock) {
        return requireNonNull(answer(request, patiently(same -> list(same, askedNanos, clock))));
    }

    private interface Response {
        @Nullable
        Answer to(Request request) throws IOException, RefusedException;
    }

    private @Nullable Answer answer(Request request, Response response) {
        try {
            return response.to(request);
        } catch (RefusedException refused) {
            return pages.refusal(request, refused);
        } catch (NoSuchFileException missing) {
            return pages.refusal(request, RefusedException.of(404));
        } catch (AccessDeniedException denied) {
            return pages.refusal(request, RefusedException.of(403));
        } catch (IOException failure) { // such as too many open files
            complain(failure);
            return pages.refusal(request, RefusedException.of(503));
        }
    }

    /** What fails is tried again: of what there is too little of, such as descriptors, there may be enough in a moment. */
    private static Response patiently(Response response) {
        return request -> {
            for (int attempt = 1; ; attempt++) {
                try {
                    return response.to(request);
                } catch (NoSuchFileException | AccessDeniedException answered) {
                    throw answered;
                } catch (IOException failure) {
                    if (attempt == ATTEMPTS) {
                        throw failure;
                    }
                    LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
                }
            }
        };
    }

    /** Whoever runs the server should know, and their disk not be filled. */
    private void complain(IOException failure) {
        long now = System.nanoTime();
        long last = complainedNanos.get();
        if (now - last > COMPLAINTS_APART.toNanos() && complainedNanos.compareAndSet(last, now)) {
            log.warn(
                    "cannot serve what may be there: {}; no more is said of it for a minute",
                    Printable.escape(failure.toString()));
        }
    }

    private @Nullable Answer respond(Request request, long nanos) throws IOException, RefusedException {
        Target target = Target.parse(request.target());
        if (target.isFolder()) {
            return index(request, target.names(), nanos);
        }
        Found found = tree.find(target.names());
        if (found instanceof OpenFile file) {
            return file(request, target.names(), file, nanos);
        }
        found.close();
        HttpFields.Mutable fields = pages.fields(request).put(HttpHeader.LOCATION, target.asFolder());
        return pages.message(request, 301, fields, "It is a folder: its address ends with a slash.");
    }

    private @Nullable Answer index(Request request, List<String> names, long nanos)
            throws IOException, RefusedException {
        List<String> index = new ArrayList<>(names);
        index.add(INDEX);
        try {
            return file(request, index, open(index), nanos);
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    private Answer file(Request request, List<String> names, OpenFile file, long nanos)
            throws IOException, RefusedException {
        if (file.size() > SmallDocument.MAX_BYTES) {
            try (var document = new LargeDocument(file, () -> open(names))) {
                return FileAnswer.of(pages, request, document);
            }
        }
        SmallDocument document;
        try (file) {
            document = SmallDocument.read(file);
        }
        Request plain = Request.plain(request.target());
        recentFiles.add(plain, document, FileAnswer.of(pages, plain, document), pages.nowMillis() / 1000, nanos);
        return FileAnswer.of(pages, request, document);
    }

    private OpenFile open(List<String> names) throws IOException {
        Found found = tree.find(names);
        if (found instanceof OpenFile file) {
            return file;
        }
        found.close();
        throw new NoSuchFileException(String.join("/", names));
    }

    private Answer list(Request request, long askedNanos, LongSupplier clock) throws IOException, RefusedException {
        List<String> names = Target.parse(request.target()).names();
        return pages.of(request, 200, pages.fields(request), folderPages.page(names, askedNanos, clock));
    }
}
