package dev.selkie.loop;

import java.nio.channels.SelectionKey;

/** What the loop calls when a channel is ready: the type of every key's attachment. It knows of no bytes. */
@FunctionalInterface
public interface ReadyHandler {
    /**
     * Called on the loop's thread, with a key that is valid and ready for at least one of its interest ops: once a turn, or,
     * where so many are ready that calling all of them takes long, once in some turns. It must not block. Whatever it throws
     * is logged, and its channel is closed.
     *
     * @param key the key {@link EventLoop#register} returned
     * @throws Exception when the channel is of no more use
     */
    void ready(SelectionKey key) throws Exception;

    /**
     * Called when the loop had to give its selector up, and with it all keys: a handler that keeps its key keeps this one
     * from now on. Does nothing by default.
     *
     * @param key in place of the one {@link EventLoop#register} returned, with the same interest ops
     */
    default void keyReplaced(SelectionKey key) {}

    /**
     * When began what the channel is for, such as a connection: where many are ready, neither those who were there first nor
     * those who have just come wait behind all the others.
     *
     * @return on the scale of {@link EventLoop#turnNanoTime}; 0 by default, for what is there as long as the loop:
     *     it stands in no line, and has a share of each turn
     */
    default long begunNanos() {
        return 0;
    }

    /**
     * Called when the loop closes the channel, just before: since the loop itself is closed, or because the channel keeps every
     * selector from waiting.
     */
    default void loopClosing() {}
}
