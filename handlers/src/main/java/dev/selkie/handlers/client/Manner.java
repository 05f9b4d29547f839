package dev.selkie.handlers.client;

import java.time.Duration;

/**
 * How a client talks.
 *
 * @param greeting whether the server speaks first
 * @param replies whether each message has a reply that is waited for
 * @param untilEnd whether to go on reading, after the last reply, until the server closes
 * @param replyTimeout the longest silence while something is waited for; zero: for ever
 */
public record Manner(boolean greeting, boolean replies, boolean untilEnd, Duration replyTimeout) {}
