package dev.selkie.simulation;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes from one end of a connection to the other: those the sender's kernel holds, and those the receiver's does. They
 * travel in pieces, with delays; the end of the stream travels behind them, a reset overtakes them.
 */
final class Stream {
    private final World world;
    private final int sendCapacity;
    private final int receiveCapacity;
    private final ByteFifo sent = new ByteFifo();
    private final ByteFifo received = new ByteFifo();
    private Runnable senderChanged = () -> {};
    private Runnable receiverChanged = () -> {};
    private boolean travelling;
    private boolean endSent;
    private boolean ended;
    private boolean cut;
    /** Nobody reads at the other end any more. */
    private boolean deaf;

    Stream(World world) {
        this.world = world;
        this.sendCapacity = world.bufferSize();
        this.receiveCapacity = world.bufferSize();
    }

    void listen(Runnable sender, Runnable receiver) {
        senderChanged = sender;
        receiverChanged = receiver;
    }

    // ---- at the sender's end

    int freeToSend() {
        return sendCapacity - sent.size();
    }

    /** As Linux has it: a third of the buffer must be free. */
    boolean isWritable() {
        return freeToSend() * 3 >= sendCapacity;
    }

    int write(ByteBuffer source) throws IOException {
        if (endSent) {
            throw new IOException("Broken pipe");
        }
        int count = world.part(Math.min(source.remaining(), freeToSend()));
        sent.put(source, count);
        travel();
        return count;
    }

    void end() {
        endSent = true;
        travel();
    }

    boolean isEndSent() {
        return endSent;
    }

    private void travel() {
        if (!travelling && !cut && (sent.size() > 0 || (endSent && !ended))) {
            travelling = true;
            world.later(this::arrive);
        }
    }

    private void arrive() {
        travelling = false;
        if (cut) {
            return; // a reset is no end of the stream
        }
        int count = Math.min(sent.size(), receiveCapacity - received.size());
        if (sent.size() > 0 && count == 0) {
            return; // the window is closed until something is read
        }
        count = world.part(count);
        sent.moveTo(received, count);
        if (deaf) {
            received.clear();
        }
        if (sent.size() == 0 && endSent) {
            ended = true;
        }
        travel();
        senderChanged.run();
        receiverChanged.run();
    }

    // ---- at the receiver's end

    int available() {
        return received.size();
    }

    boolean hasEnded() {
        return ended && received.size() == 0;
    }

    /** Gives what is there, -1 at the end of the stream. */
    int read(ByteBuffer target) {
        if (hasEnded()) {
            return -1;
        }
        int count = world.part(Math.min(target.remaining(), received.size()));
        received.take(target, count);
        travel();
        return count;
    }

    /** The receiver has gone: what comes is dropped. */
    void close() {
        deaf = true;
        received.clear();
        travel();
    }

    /** What is on its way is lost, and with it the end of the stream, unless that is all that is on its way. */
    void cut() {
        cut |= !endSent || sent.size() > 0;
        sent.clear();
        endSent = true;
    }

    int onTheWay() {
        return sent.size();
    }

    @Override
    public String toString() {
        return sent.size() + "/" + sendCapacity + " sent, " + received.size() + "/" + receiveCapacity + " received"
                + (ended ? ", ended" : endSent ? ", ending" : "");
    }
}
