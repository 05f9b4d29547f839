package dev.selkie.bench.load;

import java.io.Serializable;
import java.time.Duration;

/**
 * How long a load goes on, and how fast.
 *
 * @param warmUp not measured
 * @param measured how long new requests are made
 * @param perSecond requests on all connections together at a constant rate, whether or not answers come (an open loop);
 *     0 for as fast as answers come, each making room for the next request (a closed loop)
 */
public record Pace(Duration warmUp, Duration measured, double perSecond) implements Serializable {
    /** How long the last answers may take to come. */
    static final Duration GRACE = Duration.ofSeconds(20);

    /** As fast as answers come. */
    public static Pace closed(Duration warmUp, Duration measured) {
        return new Pace(warmUp, measured, 0);
    }

    boolean isOpen() {
        return perSecond > 0;
    }
}
