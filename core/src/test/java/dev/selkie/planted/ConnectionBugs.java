package dev.selkie.planted;

import java.util.List;

/** In connections: what is read, what is written, when it ends and what it holds. */
final class ConnectionBugs {
    static final List<Bug> ALL = List.of(
            new Bug(
                    "nobody asks when the socket is writable again",
                    "connection/StreamConnection",
                    "return hasOutput() ? read | SelectionKey.OP_WRITE : read;",
                    "return read;"),
            new Bug(
                    "interest ops are not taken back after the queue has drained",
                    "connection/StreamConnection",
                    "if (ops != interestOps) {",
                    "if (ops != interestOps && ops != (interestOps & SelectionKey.OP_READ)) {"),
            new Bug(
                    "leftover is not presented again when output has drained",
                    "connection/StreamConnection",
                    "states.call(RequestLifecycle::writable); } presentLeftover();",
                    "states.call(RequestLifecycle::writable); } update();"),
            new Bug(
                    "bytes of other threads that were not sent are not counted",
                    "connection/StreamConnection",
                    "long unsentBytes = output.close() + offLoop.close();",
                    "long unsentBytes = output.close(); offLoop.close();"),
            new Bug(
                    "what a connection held stays charged after its end",
                    "connection/StreamConnection",
                    "charge(0);",
                    ""),
            new Bug(
                    "bytes taken over from other threads stay charged",
                    "connection/OffLoopWrites",
                    "state.addAndGet(-one(bytes)); connection.budget().chargePending(-bytes - BYTES_PER_WRITE);",
                    "state.addAndGet(-one(bytes));"),
            new Bug(
                    "two causes of the end close a connection twice",
                    "connection/StateMachine",
                    "reason != null && !advancing",
                    "reason != null"),
            new Bug(
                    "the last cause of the end is told, not the first",
                    "connection/StateMachine",
                    "if (reason == null) {",
                    "if (reason != cause) {"),
            new Bug(
                    "a reset passes for the end of the stream",
                    "connection/StateMachine",
                    "CloseReason.PEER_RESET",
                    "CloseReason.PEER_CLOSED"),
            new Bug(
                    "a setup that threw is followed by finish",
                    "connection/StateMachine",
                    "state = State.DRAINING; // without",
                    "state = State.OPEN; // without"),
            new Bug(
                    "a connection is closed at once, its peer's last bytes unread",
                    "connection/StateMachine",
                    "(state == State.LINGERING && connection.inputEnded())) {",
                    "state == State.LINGERING) {"),
            new Bug(
                    "a part passes for the whole",
                    "connection/StateMachine",
                    "cause.isAbrupt() || unsentBytes > 0",
                    "cause.isAbrupt()"),
            new Bug("the end of the stream is read again and again", "connection/Input", "ended = true;", ""),
            new Bug(
                    "the last line without an end is not presented",
                    "connection/Input",
                    "if (bytes != null && !endTold && canPresent()) {",
                    "if (bytes != null && !ended && canPresent()) {"),
            new Bug(
                    "leftover is presented to a handler that has paused",
                    "connection/Input",
                    "!states.isEnding() && !paused &&",
                    "!states.isEnding() &&"),
            new Bug("the end of a peer that lingers is not noticed", "connection/Input", "ended |= count < 0;", ""),
            new Bug(
                    "consumed bytes come again in front of new ones",
                    "connection/Leftover",
                    "fresh.put(start, rest, rest.position(), size)",
                    "fresh.put(start, rest, 0, size)"),
            new Bug(
                    "leftover that is moved forward loses its end",
                    "connection/Leftover",
                    "bytes.compact().flip()",
                    "bytes.compact().rewind()"),
            new Bug(
                    "a write overtakes those that wait",
                    "connection/Output",
                    "queue == null && leftThisTurn() > 0",
                    "leftThisTurn() > 0"),
            new Bug(
                    "the rest of a write that the socket did not take is lost",
                    "connection/Output",
                    "if (source.hasRemaining()) {",
                    "if (queue != null && source.hasRemaining()) {"),
            new Bug(
                    "a long write overtakes the short ones before it",
                    "connection/Output",
                    "void writeThrough(ByteBuffer source) { gather.flush(this);",
                    "void writeThrough(ByteBuffer source) {"),
            new Bug(
                    "a connection sends without end in one turn",
                    "connection/Output",
                    "leftThisTurn -= source.position() - start;",
                    ""),
            new Bug(
                    "as much is read while somebody waits long as when nobody does",
                    "connection/ReadSize",
                    "bytes = Math.max(LEAST_BYTES, bytes / 8);",
                    ""),
            new Bug(
                    "what a handler holds is not counted",
                    "connection/Input",
                    "return leftover.retainedBytes() + heldBytes;",
                    "return leftover.retainedBytes();"),
            new Bug(
                    "a message that is read is stuck since its last byte",
                    "connection/Input",
                    "!messageAnnounced && (consumedBytes > 0 || leftover.size() == 0)",
                    "consumedBytes > 0 || leftover.size() == 0"),
            new Bug(
                    "a message that is read is stuck since the one before it",
                    "connection/Input",
                    "messageAnnounced = true; leftSinceNanos = connection.loop().turnNanoTime();",
                    "messageAnnounced = true;"),
            new Bug(
                    "the first of a crowd is read as much as there is room for",
                    "connection/ReadSize",
                    "private int bytes = FIRST_BYTES;",
                    "private int bytes = MOST_BYTES;"),
            new Bug(
                    "more is read although nobody had more to say",
                    "connection/ReadSize",
                    "} else if (filled && lagNanos < SHORT_NANOS) {",
                    "} else if (lagNanos < SHORT_NANOS) {"),
            new Bug(
                    "while somebody waits long as much is read as makes the wait long",
                    "connection/ReadSize",
                    "LEAST_BYTES = 64;",
                    "LEAST_BYTES = 2048;"),
            new Bug(
                    "little is read for ever after somebody has waited long",
                    "connection/ReadSize",
                    "bytes = Math.min(MOST_BYTES, bytes * 2);",
                    ""),
            new Bug(
                    "all connections together send without end in one turn",
                    "connection/FairShare",
                    "left -= bytes;",
                    ""),
            new Bug(
                    "what takes long to send takes as long as it likes",
                    "connection/FairShare",
                    "&& loop.nanoTime() - startNanos < NANOS_PER_TURN",
                    ""),
            new Bug(
                    "who waits for its turn is forgotten when the turn's share is used",
                    "connection/FairShare",
                    "if (!waiting.isEmpty()) { goOn();",
                    "if (waiting.isEmpty()) { goOn();"),
            new Bug(
                    "what is added while others are first does not count",
                    "connection/Output",
                    "updateCongestion(); // what was added counts at once",
                    ""),
            new Bug("a queue whose slice has gone is not sent on", "connection/Output", "share.await(this);", ""),
            new Bug(
                    "a peer that does not read is read on",
                    "connection/Output",
                    "boolean isCongested() { return congested;",
                    "boolean isCongested() { return false;"),
            new Bug(
                    "reading goes on as soon as output is below its high mark",
                    "connection/Output",
                    "options.lowMarkBytes() - 1",
                    "options.highMarkBytes()"),
            new Bug(
                    "the bytes of a write that failed are not counted",
                    "connection/Output",
                    "lostBytes += source.remaining();",
                    ""),
            new Bug(
                    "what is gathered for one connection goes to another",
                    "connection/Gather",
                    "writer != output || source.remaining()",
                    "source.remaining()"),
            new Bug("only the first bytes that are gathered are sent", "connection/Gather", "deferred = false;", ""),
            new Bug(
                    "a connection that only writes is idle",
                    "connection/Deadlines",
                    "activeNanos = loop.turnNanoTime(); sentNanos = activeNanos;",
                    "sentNanos = loop.turnNanoTime();"),
            new Bug(
                    "a connection is idle while its output waits",
                    "connection/Deadlines",
                    "connection.hasOutput() ? NEVER : left(activeNanos, options.idleTimeout(), now)",
                    "left(activeNanos, options.idleTimeout(), now)"),
            new Bug(
                    "the write time-out counts from the last write, however long ago",
                    "connection/Deadlines",
                    "void outputWaits() { sentNanos = loop.turnNanoTime();",
                    "void outputWaits() {"),
            new Bug(
                    "the time of a message runs while the connection is paused",
                    "connection/MessageClock",
                    "state == State.RUNNING && !reading",
                    "state == State.NONE && !reading"),
            new Bug(
                    "a nearer deadline does not move the timer",
                    "connection/Deadlines",
                    "!timer.isArmed() || dueNanos - timer.deadlineNanos() < 0",
                    "!timer.isArmed()"),
            new Bug(
                    "a peer that sends on after the end is listened to for ever",
                    "connection/Deadlines",
                    "left(lingeringNanos, LONGEST_LINGER, now)",
                    "NEVER"),
            new Bug(
                    "a connection that closes does not wait for the bytes of other threads",
                    "connection/StreamConnection",
                    "output.isEmpty() && !offLoop.isPending()",
                    "output.isEmpty()"),
            new Bug(
                    "bytes of other threads that are given up stay charged",
                    "connection/OffLoopWrites",
                    "connection.budget().chargePending(-bytes(last) - count(last) * BYTES_PER_WRITE);",
                    ""),
            new Bug("what finish writes is not sent", "connection/StreamConnection", "output.flushGathered();", ""),
            new Bug(
                    "a channel that does not close stays registered",
                    "connection/StreamConnection",
                    "key.cancel();",
                    ""),
            new Bug(
                    "a server that ends takes the connections of others on its loop with it",
                    "connection/Connections",
                    "connection.connections() == this",
                    "connection.connections() != null"),
            new Bug(
                    "a budget that is tight no longer tells nobody",
                    "connection/Budget",
                    "if (changed || (bytes > 0",
                    "if ((bytes > 0"),
            new Bug(
                    "those who owe something are read while the budget is tight",
                    "connection/Output",
                    "aboveMark || (waitingBytes > 0 && connection.budget().isTight())",
                    "aboveMark"),
            new Bug(
                    "those who owe nothing are read in large pieces while the budget is tight",
                    "connection/Input",
                    "buffers.forReading(leftover.size(), connection.budget().isTight())",
                    "buffers.forReading()"),
            new Bug(
                    "the one that got stuck last is closed, not the first",
                    "connection/Pressure",
                    "each.stuckSinceNanos() - now",
                    "now - each.stuckSinceNanos()"),
            new Bug(
                    "one connection is closed when more are too many",
                    "connection/Pressure",
                    "tooManyBytes -= stuck.chargedBytes();",
                    "tooManyBytes = 0;"),
            new Bug(
                    "the end of the input is told to a handler that has paused",
                    "connection/Input",
                    "if (ended && !endTold && canPresent()) {",
                    "if (ended && !endTold) {"),
            new Bug("the end of the input is told again and again", "connection/Input", "endTold = true;", ""),
            new Bug(
                    "our side does not end when it was asked to",
                    "connection/StreamConnection",
                    "states.outputHasEnded();",
                    ""),
            new Bug(
                    "a handler is not asked to end when the server closes",
                    "connection/StateMachine",
                    "call(RequestLifecycle::serverClosing);",
                    ""),
            new Bug(
                    "the socket is watched while the disk is waited for",
                    "connection/StreamConnection",
                    "output.isReady() ? wanted : wanted & ~SelectionKey.OP_WRITE",
                    "wanted"),
            new Bug(
                    "a file from another thread goes nowhere when the connection is ending",
                    "connection/OffLoopWrites",
                    "if (!accepted && giveUp(file)) { file.close(); }",
                    ""),
            new Bug(
                    "a file the loop has not taken stays open",
                    "connection/OffLoopWrites",
                    "file.remainingBytes(); file.close();",
                    "file.remainingBytes();"),
            new Bug(
                    "a file the loop has not taken is not counted as unsent",
                    "connection/OffLoopWrites",
                    "return bytes(last) + fileBytes;",
                    "return bytes(last);"),
            new Bug(
                    "any number of small files may wait",
                    "connection/Output",
                    "queue.size() > MANY_SENDS",
                    "queue.size() < 0"),
            new Bug(
                    "a short file is told as one that cannot be read",
                    "connection/StateMachine",
                    "source instanceof SourceTruncatedException ?",
                    "source == null ?"),
            new Bug(
                    "what waits for a file is called inside a callback",
                    "connection/FileTransfer",
                    "connection.loop().defer(() -> complete(send, fault));",
                    "complete(send, fault);"),
            new Bug(
                    "the bytes of files are not counted",
                    "connection/FileTransfer",
                    "connection.connections().counters().countFile(sentBytes, whyCopied == null);",
                    ""),
            new Bug(
                    "who aborts what is ending already is not obeyed",
                    "connection/StateMachine",
                    "|| unsentBytes > 0 || resetWanted",
                    "|| unsentBytes > 0"),
            new Bug(
                    "eviction: who has been idle for a moment is ended",
                    "connection/Evictions",
                    ">= LEAST_IDLE_NANOS",
                    ">= 0"),
            new Bug(
                    "eviction: all who are idle are ended at once",
                    "connection/Evictions",
                    "arm(now + APART_NANOS);",
                    "arm(now);"),
            new Bug(
                    "eviction: connections are ended though nobody waits",
                    "connection/Evictions",
                    "if (wanted && !idleSince.isEmpty())",
                    "if (!idleSince.isEmpty())"),
            new Bug(
                    "eviction: a connection is ended for one that has found a place meanwhile",
                    "connection/Evictions",
                    "timer.cancel();",
                    ""),
            new Bug(
                    "eviction: who becomes idle while somebody waits is not noticed",
                    "connection/Evictions",
                    "== null && !timer.isArmed()) { arm(loop.turnNanoTime());",
                    "== null && !timer.isArmed()) {"),
            new Bug(
                    "eviction: who was idle once is taken for idle",
                    "connection/Evictions",
                    "idleSince.remove(connection);",
                    ""),
            new Bug(
                    "eviction: who has asked since is taken for idle since before",
                    "connection/StreamConnection",
                    "deadlines.received(); noteBusy();",
                    "deadlines.received();"),
            new Bug(
                    "eviction: who was written to since is taken for idle since before",
                    "connection/StreamConnection",
                    "deadlines.sent(); noteBusy();",
                    "deadlines.sent();"),
            new Bug(
                    "eviction: a connection is ended though its answer is not sent",
                    "connection/StreamConnection",
                    "return isReading() && isDrained() &&",
                    "return isReading() &&"),
            new Bug(
                    "eviction: a connection is ended while its answer is worked out",
                    "connection/StreamConnection",
                    "return isReading() && isDrained() &&",
                    "return isDrained() && !states.isEnding() &&"),
            new Bug(
                    "eviction: a connection is ended in the midst of a message",
                    "connection/StreamConnection",
                    "return isReading() && isDrained() && !deadlines.isWithinMessage();",
                    "return isReading() && isDrained();"));

    private ConnectionBugs() {}
}
