package dev.selkie.bench.peer;

/** What a server does for its clients. */
public enum Service {
    /** Sends back what comes, over TCP. */
    ECHO,
    /** Sends back each datagram. */
    UDP,
    /** Sends the part of one file that 16 bytes ask for: an offset and a count, big-endian. */
    FILES,
    /** HTTP/1.1 with keep-alive, with {@code /hello} and the files of a directory. */
    HTTP,
    /** Answers {@code GET /hello} over HTTP, and closes. */
    HELLO
}
