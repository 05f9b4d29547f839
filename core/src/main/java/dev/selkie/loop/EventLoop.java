package dev.selkie.loop;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One thread, one selector. A turn of the loop is: wait until a channel is ready, a timer is due or a task has come;
 * call what is ready; run due timers; run queued tasks; call the turn listeners. Where so many channels, timers or tasks are
 * there that all of them would take long, the turn takes some, and later ones the others. It sleeps until the nearest of
 * these and never ticks.
 *
 * <p>The loop belongs to the thread that is in {@link #run} or {@link #runOnce}. From any thread: {@link #execute},
 * {@link #stop}, {@link #close}, {@link #addCloseListener}, {@link #removeCloseListener}, {@link #timer} (which arms
 * nothing), and the questions {@link #inLoop}, {@link #isRunning}, {@link #isClosed}, {@link #nanoTime},
 * {@link #provider}, {@link #blockingExecutor}. What changes something else is for the loop's thread, or for anyone while
 * nobody runs the loop; otherwise it throws {@link IllegalStateException}.
 *
 * <p>Nothing that is called may block. Nothing that is called can end the loop by throwing: it is logged, and the loop
 * goes on.
 */
public final class EventLoop implements Executor, AutoCloseable {
    /** About 146 years: what a longer {@link Duration} is cut to, so that times can be compared by difference. */
    private static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

    private final LoopSelector selector;
    private final LongSupplier nanoClock;
    private final Executor blockingExecutor;

    private final TaskQueue tasks;
    private final Calls calls;
    private final Turn turn;
    private final Map<Class<?>, Object> shared = new HashMap<>();
    private final Set<Runnable> closeListeners = ConcurrentHashMap.newKeySet();

    private final LoopThread thread = new LoopThread();
    private volatile boolean stopRequested;
    private volatile boolean closeRequested;

    /**
     * A loop on the JDK's network, clock, and a pool of daemon threads for what may block.
     *
     * @throws IOException when no selector can be opened
     */
    public EventLoop() throws IOException {
        this(SelectorProvider.provider(), System::nanoTime, BlockingPool.EXECUTOR);
    }

    /**
     * A loop on the network, clock and executor given: the way a whole server is put into a simulated world.
     *
     * @param provider opens the selector, and the channels of the servers and clients on this loop
     * @param nanoClock nanoseconds from an arbitrary origin that never go backwards, like {@link System#nanoTime()}
     * @param blockingExecutor runs what may block (names, files, processes), away from the loop
     * @throws IOException when no selector can be opened
     */
    public EventLoop(SelectorProvider provider, LongSupplier nanoClock, Executor blockingExecutor) throws IOException {
        this.calls = new Calls(nanoClock);
        this.selector = new LoopSelector(provider, nanoClock, calls);
        this.tasks = new TaskQueue(selector);
        this.nanoClock = nanoClock;
        this.blockingExecutor = blockingExecutor;
        this.turn = new Turn(selector, nanoClock, tasks, calls);
    }

    // ---- running it

    /**
     * Turns until {@link #stop} or {@link #close} is called; a {@code stop} that came before makes it return at once.
     *
     * @throws IOException when the selector fails
     * @throws IllegalStateException when some thread runs the loop already
     */
    public void run() throws IOException {
        enter();
        try {
            turnUntil(() -> stopRequested);
        } finally {
            stopRequested = false;
            leave();
        }
    }

    /**
     * Turns until a condition holds, or {@link #close} is called.
     *
     * @param done asked before every turn, on this thread; what makes it true must be a callback of the loop, which
     *     otherwise sleeps on
     * @throws IOException when the selector fails
     * @throws IllegalStateException when some thread runs the loop already
     */
    public void runUntil(BooleanSupplier done) throws IOException {
        enter();
        try {
            turnUntil(done);
        } finally {
            leave();
        }
    }

    /**
     * As {@link #runUntil}, unless somebody else runs the loop, or it is closed: for those who find it abandoned.
     *
     * @param done asked before every turn, on this thread
     * @return false when it could not be run
     * @throws IOException when the selector fails
     */
    public boolean tryRunUntil(BooleanSupplier done) throws IOException {
        if (!thread.tryEnter()) {
            return false;
        }
        try {
            turnUntil(done);
            return !closeRequested;
        } finally {
            leave();
        }
    }

    private void turnUntil(BooleanSupplier done) throws IOException {
        while (!closeRequested && !done.getAsBoolean()) {
            turn.take(Turn.FOR_EVER);
        }
    }

    /**
     * One turn, which waits as long as there is nothing to do.
     *
     * @throws IOException when the selector fails
     * @throws IllegalStateException when some thread runs the loop already
     */
    public void runOnce() throws IOException {
        runOnce(Turn.FOR_EVER);
    }

    /**
     * One turn, which waits no longer than this for something to do.
     *
     * @param longestWait {@link Duration#ZERO} only looks
     * @throws IOException when the selector fails
     * @throws IllegalStateException when some thread runs the loop already
     */
    public void runOnce(Duration longestWait) throws IOException {
        runOnce(nanos(longestWait));
    }

    private void runOnce(long longestWaitNanos) throws IOException {
        enter();
        try {
            turn.take(longestWaitNanos);
        } finally {
            leave();
        }
    }

    /** Ends {@link #run} after its present turn, or the next {@code run} at once. Callable from any thread. */
    public void stop() {
        stopRequested = true;
        tasks.wakeUp();
    }

    /**
     * Closes every channel that is registered, after telling its handler, and the selector; idempotent. While the loop
     * runs, it ends after its present turn and is closed then. Callable from any thread.
     *
     * @throws IOException when the selector does not close
     */
    @Override
    public void close() throws IOException {
        closeRequested = true;
        tasks.wakeUp();
        closeWhenFree();
    }

    /**
     * Whether it was closed.
     *
     * @return true from the call of {@link #close} on
     */
    public boolean isClosed() {
        return closeRequested;
    }

    /** Whoever finds the loop free closes it, as its thread. Whoever leaves it looks whether a close came in between. */
    private void closeWhenFree() throws IOException {
        if (thread.tryEnter()) {
            try {
                closeSelector();
            } finally {
                thread.leave();
            }
        }
    }

    private void closeSelector() throws IOException {
        if (selector.isOpen()) {
            closeListeners.forEach(calls::call);
            forEach(ReadyHandler.class, handler -> calls.call(handler::loopClosing));
            selector.keys().forEach(calls::close);
            selector.close();
        }
    }

    private void enter() throws IOException {
        thread.enter();
        if (closeRequested) {
            leave();
            throw new IllegalStateException("this event loop is closed");
        }
    }

    private void leave() throws IOException {
        thread.leave();
        if (closeRequested) {
            closeWhenFree();
        }
    }

    // ---- what it calls

    /**
     * Watches a channel. It must be in non-blocking mode, and have no handler: either it is not registered yet, or its
     * handler has given it up by {@code key.attach(null)}, which hands it over to the next.
     *
     * @param channel a channel of this loop's {@linkplain #provider() provider}
     * @param ops the first interest ops, of {@link SelectionKey}; 0 for none
     * @param handler called when the channel is ready; the key's attachment
     * @return the key; its interest ops may be changed on the loop's thread
     * @throws IOException when the channel is closed
     */
    public SelectionKey register(SelectableChannel channel, int ops, ReadyHandler handler) throws IOException {
        checkThread();
        return selector.register(channel, ops, handler);
    }

    /**
     * Runs a task on the loop's thread, in the order of the calls, soon: after the channels that the next turn calls, which
     * are all that are ready, or some where calling all of them would take long; and in a later turn where many tasks wait.
     * Callable from any thread; wakes the loop at most once a turn. What it throws is logged.
     *
     * @param task must not block
     */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (!inLoop() || turn.isWaiting()) {
            tasks.wakeUp();
        }
    }

    /**
     * Runs a task once, after a delay.
     *
     * @param delay counted from now; zero or less means the next turn
     * @param task must not block; what it throws is logged
     * @return the armed timer, which can be cancelled
     */
    public Timer schedule(Duration delay, Runnable task) {
        Timer timer = timer(task);
        timer.armAfter(delay);
        return timer;
    }

    /**
     * A timer for this loop, not armed yet: for a task that is armed and moved many times.
     *
     * @param task must not block; what it throws is logged
     * @return the timer
     */
    public Timer timer(Runnable task) {
        return new Timer(this, task);
    }

    /**
     * Runs a task on this stack, as soon as the callback that runs now has returned and before any other is called: for
     * what must not happen inside a callback. Outside of callbacks it runs at the start of the next turn.
     *
     * @param task must not block; what it throws is logged
     */
    public void defer(Runnable task) {
        checkThread();
        calls.defer(task);
    }

    /**
     * Runs a task after the next select, which is not waited for: the descriptor of a channel that was closed while it was
     * registered is free only then.
     *
     * @param task must not block; what it throws is logged
     */
    public void afterNextSelect(Runnable task) {
        checkThread();
        turn.afterNextSelect(task);
    }

    /**
     * Calls a listener at the end of every turn.
     *
     * @param listener must not block; what it throws is logged
     */
    public void addTurnListener(Runnable listener) {
        checkThread();
        turn.addListener(listener);
    }

    /**
     * Removes a turn listener.
     *
     * @param listener the very object that was added; any other is ignored
     */
    public void removeTurnListener(Runnable listener) {
        checkThread();
        turn.removeListener(listener);
    }

    /**
     * Calls a listener when the loop is closed, as its thread and before the channels are closed: for those who wait for
     * something else than a channel. Callable from any thread. One added while the loop closes may come too late: add it
     * first, then ask {@link #isClosed}.
     *
     * @param listener what it throws is logged
     */
    public void addCloseListener(Runnable listener) {
        closeListeners.add(listener);
    }

    /**
     * Removes a close listener. Callable from any thread.
     *
     * @param listener the very object that was added; any other is ignored
     */
    public void removeCloseListener(Runnable listener) {
        closeListeners.remove(listener);
    }

    /**
     * Says in whose name the present callback works from here on: the one that is named in the log when it has blocked the
     * loop. Without it that is the class of what the loop has called.
     *
     * @param handler the class of a user's handler
     */
    public void workFor(Class<?> handler) {
        calls.workFor(handler);
    }

    // ---- what those on it share

    /**
     * The one object of a type that all on this loop share, such as a buffer that is needed only during a callback.
     *
     * @param <T> its type
     * @param type its type
     * @param create makes it at the first call
     * @return the same object at every call
     */
    public <T> T shared(Class<T> type, Supplier<T> create) {
        checkThread();
        Object present = shared.get(type);
        if (present == null) {
            present = create.get(); // which may ask for another
            shared.put(type, present);
        }
        return type.cast(present);
    }

    /**
     * Hands every registered handler of a type to an action: the selector's keys are the table of what is going on.
     *
     * @param <H> the type
     * @param type the type
     * @param action may close channels
     */
    public <H> void forEach(Class<H> type, Consumer<? super H> action) {
        checkThread();
        for (SelectionKey key : selector.keys()) {
            Object handler = key.attachment();
            if (type.isInstance(handler) && key.isValid()) {
                action.accept(type.cast(handler));
            }
        }
    }

    /**
     * Opens the channels of this loop's network.
     *
     * @return the provider of the constructor
     */
    public SelectorProvider provider() {
        return selector.provider();
    }

    /**
     * Where to run what may block.
     *
     * @return the executor of the constructor
     */
    public Executor blockingExecutor() {
        return blockingExecutor;
    }

    /**
     * The loop's clock, read now.
     *
     * @return nanoseconds from an arbitrary origin
     */
    public long nanoTime() {
        return nanoClock.getAsLong();
    }

    /**
     * The time at which this turn's wait ended: cheap, and the same for all that happens in a turn.
     *
     * @return nanoseconds from the origin of {@link #nanoTime()}
     */
    public long turnNanoTime() {
        return turn.nanos();
    }

    /**
     * How far the loop is behind: how long the calls of the turn before this one took, or, where they were not of all that
     * were ready, for how long others have been ready and not called. For what is to be less when that is long.
     *
     * @return in nanoseconds, the wait not included
     */
    public long lagNanos() {
        return turn.lagNanos();
    }

    /**
     * The number of this turn, for what is bounded by turn.
     *
     * @return counted from 1; 0 before the first
     */
    public long turnNumber() {
        return turn.number();
    }

    /**
     * Whether the caller is a callback of this loop.
     *
     * @return true on the thread that runs the loop
     */
    public boolean inLoop() {
        return thread.isCurrent();
    }

    /**
     * Whether some thread runs the loop.
     *
     * @return a snapshot, which may be out of date on any other thread
     */
    public boolean isRunning() {
        return thread.isTaken();
    }

    /**
     * Throws when another thread runs the loop.
     *
     * @throws IllegalStateException then, with what to do instead
     */
    public void checkThread() {
        thread.check();
    }

    Timers timers() {
        return turn.timers();
    }

    static long nanos(Duration duration) {
        return Math.max(0, Math.min(NANOSECONDS.convert(duration), LONGEST_NANOS));
    }
}
