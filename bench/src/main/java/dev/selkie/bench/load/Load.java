package dev.selkie.bench.load;

import java.io.IOException;
import java.io.Serializable;

/** What the load process is asked to do; it is sent there, and runs there. */
public interface Load extends Serializable {
    /**
     * Runs it, in the load process.
     *
     * @param idle the connections this process holds open from one load to the next
     * @throws IOException when a connection cannot be made or breaks, a byte comes back wrong, or time runs out
     */
    LoadResult run(IdleConnections idle) throws IOException;
}
