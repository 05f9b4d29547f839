package dev.selkie.bench.peer;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A server to be measured. */
public interface Peer {
    /** As it is called in tables and by {@code --peers}. */
    String name();

    /** Whether it can do that, wherever it is installed. */
    boolean serves(Service service);

    /** Whether its costs depend on {@link Setup#chunkBytes}. */
    default boolean hasChunks() {
        return false;
    }

    /** Whether it can log requests. */
    default boolean logsRequests() {
        return false;
    }

    /** Whether it is a Java program of ours, which has a heap, and can be asked what it has allocated. */
    default boolean isJava() {
        return false;
    }

    /** Why it cannot be measured here, in a few words; empty when it can. */
    default Optional<String> missing(Setup setup) {
        return Optional.empty();
    }

    /**
     * What starts it. It prints a line {@code listening on HOST:PORT} when it is ready, and may end when its standard input
     * ends.
     *
     * @throws IOException when it cannot be built or configured
     */
    List<String> command(Service service, Setup setup) throws IOException;

    /**
     * Starts it and waits until it is ready.
     *
     * @throws IOException when it is not, in time
     */
    default RunningPeer start(Service service, Setup setup) throws IOException {
        return RunningPeer.start(name(), service, command(service, setup), setup);
    }
}
