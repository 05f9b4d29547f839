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
                    "maxBytes)).position(0);"),
            new Bug(
                    "a send that is not ready is asked all the same",
                    "transfer/SendQueue",
                    "left > 0 && first.isReady()",
                    "left > 0"),
            new Bug("a file's position stands still", "transfer/FileSend", "position += sent;", ""),
            new Bug(
                    "a file that shrinks is waited for",
                    "transfer/FileSend",
                    "if (sent == 0) { checkLength(file);",
                    "if (sent < 0) { checkLength(file);"),
            new Bug(
                    "a file that is too short is begun",
                    "transfer/FileSend",
                    "checkLength(file); // before",
                    "// before"),
            new Bug(
                    "more of a file is sent than was promised",
                    "transfer/FileSend",
                    "Math.min(maxBytes, Math.min(end, readAhead.limit()) - position)",
                    "maxBytes"),
            new Bug(
                    "what was sent of a file is never closed",
                    "transfer/FileSend",
                    "source.close(); listener",
                    "listener"),
            new Bug("nobody hears of a file's end", "transfer/FileSend", "listener.ended(this, fault);", ""),
            new Bug(
                    "a file that cannot be read is taken for a broken connection",
                    "transfer/FileSend",
                    "checkReadable(file); throw failure;",
                    "throw failure;"),
            new Bug(
                    "nobody is told that a file has been opened",
                    "transfer/FileSend",
                    "cannotSend(failure); } listener.ready();",
                    "cannotSend(failure); }"),
            new Bug(
                    "nobody is told that a piece of a cold file is there",
                    "transfer/FileSend",
                    "met in sending } listener.ready();",
                    "met in sending\n}"),
            new Bug(
                    "the fault of a file that could not be opened is forgotten",
                    "transfer/FileSend",
                    "if (fault != null) { throw fault; }",
                    ""),
            new Bug("a cold file is never noticed", "transfer/ReadAhead", "nanos > SLOW_SLICE_NANOS", "nanos < 0"),
            new Bug(
                    "the helper works for ever on a file that is there",
                    "transfer/ReadAhead",
                    "fastPieces == FAST_PIECES ? NOT_NEEDED : ",
                    ""),
            new Bug(
                    "the helper begins only when all it brought is sent",
                    "transfer/ReadAhead",
                    "limit - position <= PIECE_BYTES",
                    "limit == position"),
            new Bug(
                    "a helper that fails is asked again and again",
                    "transfer/ReadAhead",
                    "void giveUp() { limit = NOT_NEEDED;",
                    "void giveUp() {"),
            new Bug(
                    "a file is closed under the helper's hands",
                    "transfer/SharedFile",
                    "last = closed && !inUse && !gone;",
                    "last = closed && !gone;"),
            new Bug("a file that was opened too late stays open", "transfer/SharedFile", "inUse &= byLoop;", ""),
            new Bug("a fifo is opened", "transfer/SourceFile", ".isRegularFile()) {", ".isOther()) {"),
            new Bug("the helper is busy for ever", "transfer/Helper", "busy = false;", ""),
            new Bug("a helper that cannot begin is waited for", "transfer/Helper", "end(result, 0, refused);", ""),
            new Bug(
                    "what the disk did not take at once is lost",
                    "transfer/TemporaryFile",
                    "while (bytes.hasRemaining()) {",
                    "if (bytes.hasRemaining()) {"),
            new Bug(
                    "the last of two of one name wins",
                    "transfer/FinalNames",
                    "case FAIL -> moveToNew(file, target);",
                    "case FAIL -> Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);"),
            new Bug(
                    "a temporary file stays",
                    "transfer/UploadDirectory",
                    "Files.deleteIfExists(path);",
                    "Files.deleteIfExists(path.resolveSibling(\"x\"));"),
            new Bug(
                    "temporary files of the living are deleted",
                    "transfer/Claim",
                    "if (HELD.contains(lockFile)) {",
                    "if (HELD.isEmpty()) {"),
            new Bug("a buffer is not given back", "transfer/Upload", "buffers.giveBack(done);", ""),
            new Bug("a peer is paused for ever", "transfer/Upload", "room.run();", ""),
            new Bug(
                    "an upload is as long as it likes",
                    "transfer/Upload",
                    "if (bytes > options.maxBytes()) {",
                    "if (bytes < 0) {"),
            new Bug(
                    "uploads that were there before wait behind a flood",
                    "loop/WaitingLine",
                    "case 0 -> byAge.first().who;",
                    "case 0 -> byAge.last().who;"),
            new Bug(
                    "uploads in the middle wait for ever",
                    "loop/WaitingLine",
                    "default -> byWait.keySet().iterator().next();",
                    "default -> byAge.last().who;"),
            new Bug(
                    "an upload waits for the disk as if all had begun together",
                    "loop/Errands",
                    "waiting.add(task, begunNanos);",
                    "waiting.add(task, 0);"),
            new Bug(
                    "an upload waits for a buffer as if all had begun together",
                    "transfer/UploadBuffers",
                    "waiting.add(next, begunNanos);",
                    "waiting.add(next, 0);"),
            new Bug(
                    "a directory waits for uploads that are stored",
                    "transfer/TemporaryFile",
                    "directory.forget();",
                    ""));

    private TransferBugs() {}
}
