package dev.selkie.server;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayDeque;

/**
 * Some descriptors kept back: channels that are never connected. Released when all others are taken by clients, so that
 * those who are served already still get what they ask for, such as a file.
 */
final class SpareDescriptors {
    private static final int COUNT = 8;

    private final SelectorProvider provider;
    private final ArrayDeque<SocketChannel> held = new ArrayDeque<>(COUNT + 1);
    private int count = COUNT;

    SpareDescriptors(SelectorProvider provider) {
        this.provider = provider;
    }

    /** Takes them for the first time. Where there are too few, none is kept back, now or later. */
    void reserve() {
        if (!takeBack()) {
            count = 0;
        }
    }

    /** Takes all of them, or none. Returns true when it has them all and one more is free, for a client. */
    boolean takeBack() {
        try {
            while (held.size() < count) {
                open();
            }
            open();
            close();
            return true;
        } catch (Throwable nothingFree) { // whatever it is that says so
            release();
            return false;
        }
    }

    void release() {
        while (!held.isEmpty()) {
            close();
        }
    }

    private void open() throws IOException {
        held.addLast(provider.openSocketChannel());
    }

    private void close() {
        try {
            held.removeLast().close();
        } catch (Throwable failure) {
            // It was never connected: nothing is lost.
        }
    }
}
