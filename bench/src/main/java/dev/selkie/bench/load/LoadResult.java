package dev.selkie.bench.load;

import java.io.Serializable;
import org.HdrHistogram.Histogram;

/**
 * What was measured. It begins and ends in silence, nothing being on its way, so that the processor time is that of these
 * exchanges and no others.
 *
 * @param exchanges how many requests were answered, each byte being right
 * @param bytes that came back
 * @param nanos from the first request to the last answer
 * @param serverCpuNanos processor time of the server's process, and of those it started, in user and in kernel mode
 * @param loadCpuNanos processor time of the load process
 * @param lost datagrams that were sent again
 * @param latencyNanos from when a request was, or should have been, sent until the last byte of its answer was there
 */
public record LoadResult(
        long exchanges,
        long bytes,
        long nanos,
        long serverCpuNanos,
        long loadCpuNanos,
        long lost,
        Histogram latencyNanos)
        implements Serializable {
    /** Of a load that exchanges nothing. */
    static LoadResult nothing() {
        return new LoadResult(0, 0, 0, 0, 0, 0, new Histogram(3));
    }
}
