package dev.selkie.handlers;

/** Where a message ends, for protocols that do not say it themselves. */
public enum Framing {
    /**
     * Decided once for each connection, by the first bytes that come: {@link #LINES} when they hold an LF, as those of people
     * with {@code nc} or {@code telnet} do, else {@link #CHUNKS}.
     */
    AUTO,
    /** A message ends at LF, or with the stream; a CR before its end is dropped. It has at most 8 KiB. */
    LINES,
    /**
     * What has arrived together is one message, up to 1024 bytes: what {@code recv(1024)} gives in Python. Two messages that
     * the network delivers together become one, and one that it cuts becomes two.
     */
    CHUNKS
}
