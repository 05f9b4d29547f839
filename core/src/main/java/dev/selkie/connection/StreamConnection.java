package dev.selkie.connection;

import dev.selkie.loop.EventLoop;
import dev.selkie.loop.ReadyHandler;
import dev.selkie.transfer.FileSend;
import dev.selkie.transfer.Send;
import dev.selkie.transfer.SourceFile;
import dev.selkie.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectionKey;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A connection put together: its way in, its way out, its time-outs and its states; what the loop calls, and what the
 * handler calls.
 *
 * <p>The interest ops and the charge to the budget are computed in one place, {@link #update}, from what the parts say,
 * and never toggled.
 */
final class StreamConnection implements Connection, ReadyHandler {
    private final Connections connections;
    private final SocketAddress remoteAddress;
    private final Transport transport;
    private final StateMachine states;
    private final Input input;
    private final Output output;
    private final OffLoopWrites offLoop;
    private final Deadlines deadlines;
    private final long begunNanos;
    private SelectionKey key;
    private int interestOps;
    private int wantedOps;
    private long chargedBytes;
    private boolean mayBeEvicted;

    StreamConnection(
            Connections connections, Transport transport, SocketAddress remoteAddress, RequestLifecycle handler)
            throws IOException {
        EventLoop loop = connections.loop();
        LoopBuffers buffers = LoopBuffers.of(loop);
        this.connections = connections;
        this.remoteAddress = remoteAddress;
        this.transport = transport;
        this.states = new StateMachine(this, transport, handler);
        this.input = new Input(this, states, transport, buffers);
        this.output = new Output(this, states, transport, buffers.gather(), FairShare.of(loop));
        this.offLoop = new OffLoopWrites(this, states, output);
        this.deadlines = new Deadlines(this, states);
        this.begunNanos = loop.turnNanoTime();
        this.key = loop.register(transport.channel(), 0, this);
    }

    // ---- readiness

    @Override
    public void ready(SelectionKey key) {
        int ops = key.readyOps();
        if ((ops & SelectionKey.OP_WRITE) != 0) {
            output.flush();
        }
        if ((ops & SelectionKey.OP_READ) != 0) {
            read();
        }
        update();
    }

    @Override
    public long begunNanos() {
        return begunNanos;
    }

    @Override
    public void keyReplaced(SelectionKey replacement) {
        key = replacement;
    }

    @Override
    public void loopClosing() {
        states.abort(CloseReason.SHUTDOWN);
    }

    private void read() {
        try {
            if (isReading()) {
                input.read();
            } else if (states.state() == StateMachine.State.LINGERING) {
                input.drop();
            }
        } catch (Throwable failure) {
            states.transferFailed(failure);
        }
    }

    /** What follows from all that has happened. To be called whenever something has. */
    void update() {
        if (states.isClosed()) {
            return;
        }
        if (output.isEnding() && isDrained()) {
            states.outputHasEnded();
        }
        int wanted = wantedOps();
        int ops = transport.interestOps(output.isReady() ? wanted : wanted & ~SelectionKey.OP_WRITE);
        if (ops != interestOps) {
            key.interestOps(ops);
            interestOps = ops;
        }
        if (wanted != wantedOps) { // whatever the transport makes of it
            wantedOps = wanted;
            deadlines.update();
        }
        charge(input.retainedBytes() + output.retainedBytes());
        if (mayBeEvicted) {
            connections.evictions().update(this, isIdle());
        }
        states.advanceSoon();
    }

    private boolean isIdle() {
        return isReading() && isDrained() && !deadlines.isWithinMessage();
    }

    /** It has been idle no longer than since now, if {@link #update} finds it so. */
    private void noteBusy() {
        if (mayBeEvicted) {
            connections.evictions().update(this, false);
        }
    }

    private int wantedOps() {
        int read = isReading() || states.state() == StateMachine.State.LINGERING ? SelectionKey.OP_READ : 0;
        return hasOutput() ? read | SelectionKey.OP_WRITE : read;
    }

    /** Whether more input is wanted now. */
    boolean isReading() {
        return states.state() == StateMachine.State.OPEN
                && !states.isEnding()
                && input.isWanted()
                && !output.isCongested();
    }

    private void charge(long retainedBytes) {
        if (retainedBytes != chargedBytes) {
            connections.budget().charge(retainedBytes - chargedBytes);
            chargedBytes = retainedBytes;
        }
    }

    /** Thousands may come with something to be kept in one turn, before anybody can be chosen to make room. */
    void endIfFull(long keptBytes) {
        if (keptBytes > 0 && budget().isFullWith(0)) {
            states.end(CloseReason.OVERLOADED);
        }
    }

    /** The budget is tight, or no longer. */
    void budgetChanged() {
        output.updateCongestion();
    }

    /** The memory that is held for it. */
    long chargedBytes() {
        return chargedBytes;
    }

    /** Since when what is held makes no progress. */
    long stuckSinceNanos() {
        return hasOutput() ? deadlines.sentNanos() : input.leftSinceNanos();
    }

    /** Output has fallen below the low mark. */
    void outputRelieved() {
        loop().defer(() -> {
            if (isWritable()) {
                states.call(RequestLifecycle::writable);
            }
            presentLeftover();
        });
    }

    /** When the present callback has returned. */
    void presentLeftoverSoon() {
        loop().defer(this::presentLeftover);
    }

    private void presentLeftover() {
        input.presentLeftover();
        update();
    }

    // ---- for the handler

    @Override
    public boolean write(ByteBuffer source) {
        return loop().inLoop() ? output.write(source) : offLoop.write(source);
    }

    @Override
    public boolean send(Send send) {
        loop().checkThread();
        return output.send(send);
    }

    @Override
    public CompletionStage<Long> sendFile(Path file, long offset, long count) {
        return sendFile(SourceFile.of(file), offset, count);
    }

    @Override
    public CompletionStage<Long> sendFile(FileChannel file, long offset, long count) {
        return sendFile(SourceFile.of(file), offset, count);
    }

    private CompletionStage<Long> sendFile(SourceFile file, long offset, long count) {
        var transfer = new FileTransfer(this, count);
        var send = new FileSend(file, offset, count, loop(), transfer);
        if (loop().inLoop()) {
            output.send(send);
        } else {
            offLoop.send(send);
        }
        return transfer.outcome();
    }

    @Override
    public boolean isWritable() {
        loop().checkThread();
        return output.isWritable();
    }

    @Override
    public void pause() {
        loop().checkThread();
        input.pause();
        update();
    }

    @Override
    public void resume() {
        loop().checkThread();
        input.resume();
    }

    @Override
    public boolean isPaused() {
        loop().checkThread();
        return input.isPaused();
    }

    @Override
    public boolean inputEnded() {
        loop().checkThread();
        return input.hasEnded();
    }

    @Override
    public void messageBegins() {
        loop().checkThread();
        input.messageBegins();
    }

    @Override
    public void messageEnds() {
        loop().checkThread();
        input.messageEnds();
    }

    @Override
    public void holds(long bytes) {
        loop().checkThread();
        if (input.holds(bytes)) {
            update();
            endIfFull(bytes);
        }
    }

    @Override
    public void close() {
        refuseAndRun(() -> states.end(input.hasEnded() ? CloseReason.PEER_CLOSED : CloseReason.CLOSED_BY_HANDLER));
    }

    @Override
    public void close(CloseReason reason) {
        refuseAndRun(() -> states.end(reason));
    }

    @Override
    public void endOutput() {
        refuseAndRun(() -> {
            output.end();
            update();
        });
    }

    /** From any thread: what another writes from here on is refused, what it has written goes out before. */
    private void refuseAndRun(Runnable ending) {
        offLoop.refuse();
        if (loop().inLoop()) {
            ending.run();
        } else {
            loop().execute(ending);
        }
    }

    @Override
    public void fail(Throwable failure) {
        loop().execute(() -> states.taskFailed(failure));
    }

    @Override
    public void allowEviction() {
        loop().checkThread();
        mayBeEvicted = true;
        update();
    }

    @Override
    public void abort() {
        loop().checkThread();
        states.abort(CloseReason.ABORTED);
    }

    @Override
    public boolean isOpen() {
        loop().checkThread();
        return !states.isEnding();
    }

    @Override
    public @Nullable CloseReason closeReason() {
        loop().checkThread();
        return states.reason();
    }

    @Override
    public void execute(Runnable task) {
        loop().execute(() -> {
            if (!states.isClosed()) {
                states.run(task);
                update();
            }
        });
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        socket().setOption(option, value);
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        return socket().getOption(option);
    }

    private NetworkChannel socket() {
        loop().checkThread();
        return (NetworkChannel) transport.channel(); // every channel of bytes to a peer is one
    }

    @Override
    public ConnectionOptions options() {
        return connections.options();
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public EventLoop loop() {
        return connections.loop();
    }

    /** The peer and the state, which off the loop's thread may be a past one: {@code 127.0.0.1:40000 OPEN}. */
    @Override
    public String toString() {
        String peer = remoteAddress.toString();
        if (remoteAddress instanceof InetSocketAddress) {
            peer = peer.substring(peer.indexOf('/') + 1); // the JDK writes name/address:port
        }
        return (peer + " " + states.state()).strip(); // a Unix client has no address
    }

    // ---- for its parts

    void noteReceived(int bytes) {
        deadlines.received();
        noteBusy();
        connections.counters().countReceived(bytes);
    }

    void noteSent(long bytes) {
        deadlines.sent();
        noteBusy();
        connections.counters().countSent(bytes);
    }

    /** Whether the peer has ended its side, and the handler has had all of it. */
    boolean isInputOver() {
        return input.isOver();
    }

    /** What output waited for is there. */
    void flush() {
        output.flush();
    }

    boolean hasOutput() {
        return !output.isEmpty();
    }

    Budget budget() {
        return connections.budget();
    }

    /** Whether all that was accepted has gone. */
    boolean isDrained() {
        return output.isEmpty() && !offLoop.isPending();
    }

    void refuseOutput() {
        output.setOpen(false);
        offLoop.refuse();
    }

    /** Before {@code finish}: no more input, but a last chance to write. */
    void beginFinish(boolean mayWrite) {
        input.clear();
        output.setOpen(mayWrite);
    }

    void endFinish() {
        output.setOpen(false);
        output.flushGathered();
    }

    /** Gives back all it holds. Returns the bytes that were accepted and did not go. */
    long release() {
        deadlines.cancel();
        key.cancel(); // a close that fails would leave it, and with it the descriptor
        input.clear();
        long unsentBytes = output.close() + offLoop.close();
        charge(0);
        return unsentBytes;
    }

    Connections connections() {
        return connections;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    StateMachine states() {
        return states;
    }
}
