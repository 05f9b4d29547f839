package dev.selkie.planted;

import java.util.List;

/** In servers: accepting, serving, shutting down and closing. */
final class ServerBugs {
    static final List<Bug> ALL = List.of(
            new Bug("an accept that fails is tried again at once, for ever", "server/Acceptor", "paused = true;", ""),
            new Bug(
                    "spare descriptors stay open when the loop is closed",
                    "server/Acceptor",
                    "spares.release(); // they",
                    "// they"),
            new Bug(
                    "taking back the spare descriptors is tried only once",
                    "server/Acceptor",
                    "if (paused) { retry.armAfter(RETRY_DELAY);",
                    "if (paused) {"),
            new Bug(
                    "an accept that failed is tried again only when a connection closes",
                    "server/Acceptor",
                    "spares.release(); retry.armAfter(RETRY_DELAY);",
                    "spares.release();"),
            new Bug(
                    "an accept that failed is tried again only by the timer",
                    "server/Acceptor",
                    "loop.afterNextSelect(this::resume);",
                    ""),
            new Bug(
                    "one failed accept, long ago, makes the next pause accepting",
                    "server/Acceptor",
                    "failedBefore = false;",
                    ""),
            new Bug(
                    "a server that was shut down spins while somebody waits to be accepted",
                    "server/Acceptor",
                    "wanted && !paused && !full ?",
                    "!paused && !full ?"),
            new Bug(
                    "a server that is full spins while somebody waits to be accepted",
                    "server/Acceptor",
                    "wanted && !paused && !full ?",
                    "wanted && !paused ?"),
            new Bug(
                    "no eviction when all places are taken",
                    "server/Acceptor",
                    "roomWanted.accept(wanted && (paused || full));",
                    "roomWanted.accept(wanted && paused);"),
            new Bug(
                    "no eviction when descriptors have run out",
                    "server/Acceptor",
                    "roomWanted.accept(wanted && (paused || full));",
                    "roomWanted.accept(wanted && full);"),
            new Bug("a server that was full stays so", "server/Acceptor", "full = false; update();", "update();"),
            new Bug("who waits for a place is not told of it", "server/Places", "placeFree.run();", ""),
            new Bug(
                    "a place that was taken for an accept that failed, or for nobody, is lost",
                    "server/Acceptor",
                    "places.giveBack();",
                    ""),
            new Bug(
                    "a connection that has closed keeps its place",
                    "server/Requests",
                    "places.byAddress().leave(clientAddress); places.giveBack();",
                    "places.byAddress().leave(clientAddress);"),
            new Bug(
                    "a connection that has closed still counts for its address",
                    "server/Requests",
                    "places.byAddress().leave(clientAddress); places.giveBack();",
                    "places.giveBack();"),
            new Bug(
                    "a connection that was closed at once keeps its place",
                    "server/Requests",
                    "if (connection == null) { leave(clientAddress); }",
                    ""),
            new Bug(
                    "a peer that had left before it was served keeps its place",
                    "server/StreamServer",
                    "Requests.closeQuietly(transport); places.giveBack();",
                    "Requests.closeQuietly(transport);"),
            new Bug("there may be one connection more", "server/Places", "if (taken == limit)", "if (taken > limit)"),
            new Bug(
                    "an address may have one connection more",
                    "server/PlacesByAddress",
                    "before < limit ? Answer.WELCOME",
                    "before <= limit ? Answer.WELCOME"),
            new Bug(
                    "an address may be refused any number of times at once",
                    "server/PlacesByAddress",
                    "Answer.FAR_TOO_MANY; }",
                    "Answer.TOO_MANY; }"),
            new Bug(
                    "addresses without a connection are remembered",
                    "server/PlacesByAddress",
                    "if (count == 0)",
                    "if (count < 0)"),
            new Bug("a server of a group that closes ends the others", "server/ServerGroup", "if (!closing) {", "{"),
            new Bug(
                    "each server of a group has a limit of its own",
                    "server/ServerGroup",
                    ".withPlaces(options.placesOrNew())",
                    ""),
            new Bug(
                    "clients are accepted for as long as it takes",
                    "server/Acceptor",
                    "loop.nanoTime() - start < mostNanos",
                    "loop.nanoTime() >= start"),
            new Bug(
                    "all who wait are accepted in one turn",
                    "server/Acceptor",
                    "accept(ACCEPTS_PER_TURN, NANOS_PER_TURN);",
                    "accept(Integer.MAX_VALUE, Long.MAX_VALUE);"),
            new Bug(
                    "who waits to be accepted is reset when the server closes",
                    "server/Requests",
                    "source.drain();",
                    ""),
            new Bug(
                    "who has asked is asked to end before he is heard",
                    "server/Requests",
                    "server.loop().schedule(Duration.ZERO, connections::askToEnd);",
                    "connections.askToEnd();"),
            new Bug(
                    "a server on a borrowed loop stops accepting before it drains",
                    "server/BaseServer",
                    "loop.execute(() -> closing.drain(grace)); serving.close();",
                    "serving.close(); loop.execute(() -> closing.drain(grace));"),
            new Bug(
                    "all that is thrown is logged",
                    "server/Errors",
                    "if (!report.isDue()) {",
                    "if (!report.isDue() && doing.isEmpty()) {"),
            new Bug("every failed accept is logged", "server/OncePerMinute", "nextNanos = now + MINUTE_NANOS;", ""),
            new Bug(
                    "a shutdown after the end of a run ends the next one",
                    "server/Serving",
                    "stopRemembered = !hasRun;",
                    "stopRemembered = true;"),
            new Bug(
                    "a shutdown before the first run ends all that follow",
                    "server/Serving",
                    "stopRemembered = false; return present;",
                    "return present;"),
            new Bug("a shutdown wakes nobody", "server/Serving", "loop.execute(() -> {});", ""),
            new Bug(
                    "a server is closed before its port is free",
                    "server/Closing",
                    "loop.afterNextSelect(done::countDown); // the port",
                    "done.countDown(); // the port"),
            new Bug(
                    "who is still there when the grace is over stays",
                    "server/Closing",
                    "server.service().abort(CloseReason.SHUTDOWN);",
                    ""),
            new Bug(
                    "a client for whom no handler can be made stays connected",
                    "server/Requests",
                    "closeQuietly(transport); } if (connection == null)",
                    "} if (connection == null)"),
            new Bug(
                    "handleRequest takes a second request",
                    "server/SingleRequest",
                    "over = connection == null; server.service().stop();",
                    "over = connection == null;"),
            new Bug(
                    "handleRequest waits for a request that failed at once",
                    "server/SingleRequest",
                    "over = connection == null;",
                    ""),
            new Bug(
                    "serviceActions is called after a shutdown",
                    "server/Serving",
                    "loop.removeTurnListener(turnListener);",
                    ""),
            new Bug("the tick goes on after a shutdown", "server/Serving", "tick.cancel();", ""),
            new Bug(
                    "the time-out of handleRequest ends a request that has come",
                    "server/SingleRequest",
                    "connection == null && !over",
                    "!over"),
            new Bug(
                    "spare descriptors stay kept back while accepting is paused",
                    "server/Acceptor",
                    "paused = true; spares.release();",
                    "paused = true;"),
            new Bug(
                    "accepting goes on without the spare descriptors",
                    "server/SpareDescriptors",
                    "held.size() < count",
                    "held.size() < 0"),
            new Bug(
                    "a connect that failed leaves its channel open",
                    "server/Connecting",
                    "if (pending != null) { pending.close();",
                    "if (pending != null) {"),
            new Bug("a connect that is over leaves its timer", "server/Connecting", "timeUp.cancel();", ""),
            new Bug("the socket's file stays behind", "server/SocketFile", "Files.deleteIfExists(path); } }", "} }"));

    private ServerBugs() {}
}
