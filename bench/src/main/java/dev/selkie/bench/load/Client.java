package dev.selkie.bench.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;

/** One of the many that a {@link Driver} drives. */
interface Client {
    /** Makes as many requests as it may have on their way, of those that are on time now. */
    void begin(long nowNanos) throws IOException;

    /** Makes one more request, in an open loop. */
    void request(long intendedNanos) throws IOException;

    /** Its channel is ready. */
    void ready(SelectionKey key) throws IOException;

    /** Called now and then while answers are missing. */
    default void overdue(long nowNanos) throws IOException {}

    void close() throws IOException;
}
