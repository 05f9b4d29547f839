package dev.selkie.handlers.http;

import java.io.IOException;

/** One version of a file, to be answered with. */
interface Document {
    /** By which a client recognises this version. */
    Validators validators();

    /** What it is, as {@code Content-Type} says it. */
    String type();

    /** In bytes. */
    long size();

    /**
     * Has a piece of it sent behind what is in the answer.
     *
     * @throws IOException when it is not as it was
     */
    void append(Answer answer, long offset, long count) throws IOException;
}
