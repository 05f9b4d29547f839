package dev.selkie.planted;

import java.util.List;

/** In the queue of what is still to be sent. */
final class TransferBugs {
    static final List<Bug> ALL = List.of(
            new Bug(
                    "bytes join the first of those that wait, not the last",
                    "transfer/SendQueue",
                    "sends.peekLast() instanceof",
                    "sends.peekFirst() instanceof"),
            new Bug(
                    "a chunk is put in front of the queue",
                    "transfer/SendQueue",
                    "sends.addLast(chunk);",
                    "sends.addFirst(chunk);"),
            new Bug("what was sent stays counted as unsent", "transfer/SendQueue", "unsentBytes -= count;", ""),
            new Bug("what was sent is not closed", "transfer/SendQueue", "close(done);", ""),
            new Bug(
                    "memory that was freed stays counted",
                    "transfer/SendQueue",
                    "retainedBytes -= done.retainedBytes();",
                    ""),
            new Bug(
                    "each in the queue may send as much as all",
                    "transfer/SendQueue",
                    "long left = maxBytes - sentBytes;",
                    "long left = maxBytes;"),
            new Bug(
                    "the rest of a chunk that was sent in part is lost",
                    "transfer/BufferSend",
                    "sentBytes = bytes.position();",
                    "sentBytes = filledBytes;"),
            new Bug(
                    "a chunk that was sent in part is sent from its start again",
                    "transfer/BufferSend",
                    "maxBytes)).position(before);",
                    "maxBytes)).position(0);"));

    private TransferBugs() {}
}
