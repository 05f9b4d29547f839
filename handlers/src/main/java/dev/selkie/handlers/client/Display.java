package dev.selkie.handlers.client;

import java.io.IOException;

/** Where a client shows what the server says. Its methods may block, and are called away from the loop, from any thread. */
public interface Display {
    /**
     * Shows what has come, at once.
     *
     * @param bytes in pieces as they came, cut anywhere
     * @throws OutputClosedException when nobody looks any more
     * @throws IOException when it cannot be shown
     */
    void print(byte[] bytes) throws IOException;

    /**
     * What follows is no part of the reply before. Does nothing by default.
     *
     * @throws IOException as {@link #print}
     */
    default void endReply() throws IOException {}

    /**
     * Somebody is to enter a line. Does nothing by default.
     *
     * @throws IOException as {@link #print}
     */
    default void prompt() throws IOException {}

    /** Somebody has entered a line. Does nothing by default. */
    default void entered() {}
}
