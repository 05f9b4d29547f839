package dev.selkie.handlers.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a client's messages come from, one at a time. */
@FunctionalInterface
public interface Messages {
    /**
     * The next message. Called away from the loop, and only when the one before has had its reply.
     *
     * @return not empty; null when there are no more
     * @throws IOException when they cannot be read
     */
    byte @Nullable [] next() throws IOException;

    /**
     * Messages that are known.
     *
     * @param texts sent as UTF-8; empty ones are left out
     * @return one after the other
     */
    static Messages of(List<String> texts) {
        Iterator<String> rest =
                texts.stream().filter(text -> !text.isEmpty()).toList().iterator();
        return () -> rest.hasNext() ? rest.next().getBytes(UTF_8) : null;
    }
}
