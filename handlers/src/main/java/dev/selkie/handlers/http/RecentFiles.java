package dev.selkie.handlers.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Small files that were read a moment ago: what very many ask for is not opened anew for each of them, and answered without
 * another thread. When a moment is over, one request has it looked at again, and the others are answered as before, for one more
 * at most. Thread-safe; nothing here blocks.
 */
final class RecentFiles {
    /** So short that hardly anybody is told anything old, and long enough for some hundred requests. */
    static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** A file that is being worked on is not kept: only its first change after a pause may be seen 20 ms late. */
    static final long SETTLED_SECONDS = 10;

    /** Not much more than a megabyte in all. */
    private static final int MOST = 128;

    private static final int LONGEST_TARGET = 512;

    private final Map<String, Recent> byTarget = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Recent> eldest) {
            return size() > MOST;
        }
    };

    /** What is known of a file. */
    static final class Recent {
        private final SmallDocument document;
        private final Answer plain;
        private final long nanos;
        private boolean isLookedAt;

        private Recent(SmallDocument document, Answer plain, long nanos) {
            this.document = document;
            this.plain = plain;
            this.nanos = nanos;
        }

        SmallDocument document() {
            return document;
        }

        /** The answer to {@linkplain Request#isPlain plain} requests, to be copied. */
        Answer plain() {
            return plain;
        }
    }

    /**
     * What was found a moment ago.
     *
     * @param nanos the loop's time
     * @return null when the file must be looked at for this request
     */
    synchronized @Nullable Recent find(Request request, long nanos) {
        Recent recent = byTarget.get(request.target());
        if (recent == null) {
            return null;
        }
        long age = nanos - recent.nanos;
        if (age >= 2 * MOMENT_NANOS) {
            byTarget.remove(request.target());
            return null;
        }
        if (age >= MOMENT_NANOS && !recent.isLookedAt) {
            recent.isLookedAt = true;
            return null;
        }
        return recent;
    }

    /**
     * Keeps what was found, unless it has changed of late, and may change again.
     *
     * @param plain the request that asks for all of it
     * @param answer to that
     * @param nowSeconds of the clock by which the document was modified
     * @param nanos the loop's time when the file had not yet been looked at
     */
    void add(Request plain, SmallDocument document, Answer answer, long nowSeconds, long nanos) {
        long age = nowSeconds - document.validators().modifiedSeconds();
        if (age > SETTLED_SECONDS && plain.target().length() <= LONGEST_TARGET) {
            add(plain.target(), new Recent(document, answer, nanos));
        }
    }

    /**
     * What was found before a file was looked at is not told any more: whoever has seen that it is gone must not see it again.
     *
     * @param nanos the loop's time when the file had not yet been looked at
     */
    synchronized void forgetOlder(Request request, long nanos) {
        Recent recent = byTarget.get(request.target());
        if (recent != null && recent.nanos - nanos < 0) {
            byTarget.remove(request.target());
        }
    }

    private synchronized void add(String target, Recent found) {
        Recent last = byTarget.get(target);
        if (last == null || found.nanos - last.nanos >= 0) {
            byTarget.put(target, found);
        }
    }
}
