package dev.selkie.bench.peer;

import java.nio.file.Path;
import java.util.List;

/**
 * With what servers are started.
 *
 * @param java the program that runs those in Java
 * @param selkieJar the bundled command line; it need not be there
 * @param scratch a directory for what is built and configured
 * @param documents what {@link Service#HTTP} serves
 * @param file what {@link Service#FILES} serves
 * @param chunkBytes how much of it is sent at once, by those that let one choose; 0 for all
 * @param logsRequests whether those that can write a line for each request, to a file
 * @param pin the beginning of a command, which binds what it runs to a processor; may be empty
 */
public record Setup(
        Path java,
        Path selkieJar,
        Path scratch,
        Path documents,
        Path file,
        long chunkBytes,
        boolean logsRequests,
        List<String> pin) {
    /** The same, with other chunks. */
    public Setup withChunkBytes(long bytes) {
        return new Setup(java, selkieJar, scratch, documents, file, bytes, logsRequests, pin);
    }

    /** The same, with a log of requests. */
    public Setup withRequestLog() {
        return new Setup(java, selkieJar, scratch, documents, file, chunkBytes, true, pin);
    }
}
