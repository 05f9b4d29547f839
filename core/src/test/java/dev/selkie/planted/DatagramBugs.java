package dev.selkie.planted;

import java.util.List;

/** In what is done with datagrams. */
final class DatagramBugs {
    static final List<Bug> ALL = List.of(
            new Bug(
                    "datagrams: a flood is received in one turn",
                    "connection/DatagramInput",
                    "i < RECEIVES_PER_TURN &&",
                    "i >= 0 &&"),
            new Bug(
                    "datagrams: large ones are received without end in one turn",
                    "connection/DatagramInput",
                    "bytes < ReadSize.MOST_BYTES &&",
                    "bytes >= 0 &&"),
            new Bug(
                    "datagrams: a receive that fails is tried again at once, for ever",
                    "connection/DatagramInput",
                    "pause(true);",
                    ""),
            new Bug(
                    "datagrams: receiving pauses for ever",
                    "connection/DatagramInput",
                    "retry.armAfter(RETRY_DELAY);",
                    ""),
            new Bug(
                    "datagrams: one failure long ago makes the next pause receiving",
                    "connection/DatagramInput",
                    "failedBefore = false;",
                    ""),
            new Bug(
                    "datagrams: one that just fits counts as cut",
                    "connection/DatagramInput",
                    "truncated = count > maxPacketBytes;",
                    "truncated = count >= maxPacketBytes;"),
            new Bug(
                    "datagrams: one byte too many is handed over",
                    "connection/DatagramInput",
                    "Math.min(count, maxPacketBytes)",
                    "count"),
            new Bug(
                    "datagrams: an empty one is taken for none",
                    "connection/DatagramInput",
                    "if (sender == null) { return -1; }",
                    "if (sender == null || buffer.position() == start) { return -1; }"),
            new Bug(
                    "datagrams: the sender is known after the call",
                    "connection/DatagramInput",
                    "sender = null; return count;",
                    "return count;"),
            new Bug("datagrams: finish is not called", "connection/Datagrams", "finish(); output", "output"),
            new Bug(
                    "datagrams: sends are accepted while the server closes",
                    "connection/Datagrams",
                    "output.refuse();",
                    ""),
            new Bug(
                    "datagrams: what is queued stays charged when the server closes",
                    "connection/Datagrams",
                    "output.drop();",
                    ""),
            new Bug(
                    "datagrams: the server closes before the queue is sent",
                    "connection/Datagrams",
                    "ending && !output.isWaiting()",
                    "ending"),
            new Bug(
                    "datagrams: it waits to write when nothing is queued",
                    "connection/Datagrams",
                    "output.isWaiting() ? SelectionKey.OP_WRITE : 0",
                    "SelectionKey.OP_WRITE"),
            new Bug(
                    "datagrams: a reply goes to a low port",
                    "connection/ReplyRule",
                    "client.getPort() >= FIRST_PORT &&",
                    ""),
            new Bug(
                    "datagrams: a server on all addresses replies to itself",
                    "connection/ReplyRule",
                    "&& isOfThisMachine(address)",
                    "&& false"),
            new Bug(
                    "datagrams: a later one overtakes the queue",
                    "connection/DatagramOutput",
                    "queue.isEmpty() ? transmit(bytes, target) : Outcome.FULL",
                    "transmit(bytes, target)"),
            new Bug(
                    "datagrams: the loop's own overtake another thread's",
                    "connection/DatagramOutput",
                    "takeInbox(); if (closed) {",
                    "if (closed) {"),
            new Bug(
                    "datagrams: the queue has no bound",
                    "connection/DatagramOutput",
                    "|| !charge(charge)",
                    "|| (!charge(charge) && false)"),
            new Bug(
                    "datagrams: the queue grows while memory is short",
                    "connection/DatagramOutput",
                    "budget.isTight() ||",
                    ""),
            new Bug(
                    "datagrams: what was sent from the queue stays charged",
                    "connection/DatagramOutput",
                    "release(first.chargedBytes);",
                    ""),
            new Bug(
                    "datagrams: an empty one that was sent is queued, and sent for ever",
                    "connection/DatagramOutput",
                    "== 0 && length > 0",
                    "== 0"),
            new Bug(
                    "datagrams: a send that fails ends the server",
                    "connection/DatagramOutput",
                    "return failed(target, failure); } catch",
                    "throw new IllegalStateException(failure); } catch"),
            new Bug(
                    "datagrams: what another thread sends after the end is lost in silence",
                    "connection/DatagramOutput",
                    "closed && inbox.remove(packet)",
                    "false"),
            new Bug(
                    "datagrams: handleRequest handles all that have come",
                    "server/DatagramRequests",
                    "datagrams.receive(false);",
                    ""),
            new Bug(
                    "datagrams: those that came before a shutdown are handled after it",
                    "server/Serving",
                    "server.service().stop(); // of",
                    "// of"),
            new Bug(
                    "datagrams: another program can take the port",
                    "server/UdpServer",
                    "StandardSocketOptions.SO_REUSEADDR, false",
                    "StandardSocketOptions.SO_REUSEADDR, true"));

    private DatagramBugs() {}
}
