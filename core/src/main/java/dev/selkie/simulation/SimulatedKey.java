package dev.selkie.simulation;

import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectionKey;

/** A key. Its operations throw once it is cancelled, as the JDK's do. */
final class SimulatedKey extends AbstractSelectionKey {
    private final SimulatedSelector selector;
    private final SelectableChannel channel;
    private int interestOps;
    private int readyOps;

    SimulatedKey(SimulatedSelector selector, SelectableChannel channel) {
        this.selector = selector;
        this.channel = channel;
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public Selector selector() {
        return selector;
    }

    @Override
    public int interestOps() {
        checkValid();
        return interestOps;
    }

    @Override
    public SelectionKey interestOps(int ops) {
        checkValid();
        if ((ops & ~channel.validOps()) != 0) {
            throw new IllegalArgumentException("ops " + ops + " are not for this channel");
        }
        interestOps = ops;
        return this;
    }

    @Override
    public int readyOps() {
        checkValid();
        return readyOps;
    }

    /** Looks what the channel is ready for. */
    boolean look() {
        readyOps = ((SimulatedChannel) channel).readyOps(interestOps);
        return readyOps != 0;
    }

    private void checkValid() {
        if (!isValid()) {
            throw new CancelledKeyException();
        }
    }

    @Override
    public String toString() {
        return channel + (isValid() ? " waits for " + interestOps : " cancelled");
    }
}
