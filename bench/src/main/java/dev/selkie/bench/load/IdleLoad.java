package dev.selkie.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Closes what was idle before, and opens some connections to an echo server that say one byte, and nothing more.
 *
 * @param connections how many; they stay open after {@link #run}
 */
public record IdleLoad(InetSocketAddress server, int connections) implements Load {
    @Override
    public LoadResult run(IdleConnections idle) throws IOException {
        idle.close();
        idle.open(server, connections);
        return LoadResult.nothing();
    }
}
