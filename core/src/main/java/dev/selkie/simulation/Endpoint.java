package dev.selkie.simulation;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** One end of a connection, as the kernel has it: what a channel, or a scripted peer, reads from and writes to. */
final class Endpoint {
    private final World world;
    private final Stream in;
    private final Stream out;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private Endpoint other = this;
    private Runnable changed = () -> {};
    private boolean reset;
    private boolean resetOnClose;
    private boolean closed;

    private Endpoint(World world, Stream in, Stream out, InetSocketAddress local, InetSocketAddress remote) {
        this.world = world;
        this.in = in;
        this.out = out;
        this.local = local;
        this.remote = remote;
    }

    /** The near end of a new connection; {@link #other()} is the far one. */
    static Endpoint pair(World world, InetSocketAddress near, InetSocketAddress far) {
        var there = new Stream(world);
        var back = new Stream(world);
        var one = new Endpoint(world, back, there, near, far);
        var two = new Endpoint(world, there, back, far, near);
        one.other = two;
        two.other = one;
        there.listen(() -> one.changed.run(), () -> two.changed.run());
        back.listen(() -> two.changed.run(), () -> one.changed.run());
        return one;
    }

    Endpoint other() {
        return other;
    }

    /** Called when it may have become readable or writable. */
    void onChange(Runnable action) {
        changed = action;
    }

    InetSocketAddress local() {
        return local;
    }

    InetSocketAddress remote() {
        return remote;
    }

    boolean isReadable() {
        return reset || in.available() > 0 || in.hasEnded();
    }

    boolean isWritable() {
        return reset || out.isEndSent() || out.isWritable();
    }

    int read(ByteBuffer target) throws IOException {
        if (in.available() == 0 && reset) {
            throw new IOException("Connection reset");
        }
        return in.read(target);
    }

    int write(ByteBuffer source) throws IOException {
        if (reset) {
            throw new IOException("Broken pipe");
        }
        int count = out.write(source);
        if (other.closed) {
            world.later(this::becomeReset); // nobody is there to take it
        }
        return count;
    }

    void endOutput() {
        out.end();
    }

    void resetOnClose() {
        resetOnClose = true;
    }

    /** Ends both sides: by a reset when asked to, or when input was left unread, as the kernel does. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean unread = in.available() > 0;
        in.close();
        if (resetOnClose || unread) {
            out.cut();
            world.later(other::becomeReset);
        } else {
            out.end();
            if (in.onTheWay() > 0) {
                world.later(other::becomeReset);
            }
        }
    }

    private void becomeReset() {
        if (!closed && !reset) {
            reset = true;
            out.cut();
            changed.run();
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public String toString() {
        return local + " -> " + remote + " [in " + in + "; out " + out + (reset ? "; reset" : "")
                + (closed ? "; closed" : "") + "]";
    }
}
