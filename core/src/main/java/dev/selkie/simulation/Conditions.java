package dev.selkie.simulation;

import java.time.Duration;

/**
 * How hostile a simulated network is.
 *
 * @param longestDelay of each piece on its way, and of each task of the executor; zero: all is there at once
 * @param smallestBuffer of a socket, in bytes, for each direction and end; at least 1
 * @param largestBuffer of a socket, in bytes
 * @param partial whether reads, writes and deliveries do a part of what they could
 * @param earlyWakeUps whether selects return now and then with nothing ready
 * @param lossy whether datagrams are lost now and then, or arrive twice; that they overtake each other, and are lost where a
 *     buffer is full, comes of the delays and the buffers
 */
public record Conditions(
        Duration longestDelay,
        int smallestBuffer,
        int largestBuffer,
        boolean partial,
        boolean earlyWakeUps,
        boolean lossy) {
    /** Everything arrives whole and at once, in large buffers. */
    public static final Conditions CALM = new Conditions(Duration.ZERO, 65_536, 65_536, false, false, false);

    /** Delays up to 20 ms, buffers from 1 byte to 64 KiB, partial everything, early wake-ups, datagrams lost and doubled. */
    public static final Conditions HOSTILE = new Conditions(Duration.ofMillis(20), 1, 65_536, true, true, true);

    /**
     * Checks the sizes.
     *
     * @param longestDelay as above
     * @param smallestBuffer as above
     * @param largestBuffer as above
     * @param partial as above
     * @param earlyWakeUps as above
     * @param lossy as above
     */
    public Conditions {
        if (smallestBuffer < 1 || largestBuffer < smallestBuffer) {
            throw new IllegalArgumentException(
                    "buffers of " + smallestBuffer + " to " + largestBuffer + " bytes cannot be had");
        }
    }
}
