package dev.selkie.loop;

import java.time.Duration;

/**
 * A task with a time, made by {@link EventLoop#timer} or {@link EventLoop#schedule}. It runs at most once each time it
 * is armed, on the loop's thread, never before its time. Arm and cancel it on the loop's thread only.
 */
public final class Timer {
    private final EventLoop loop;
    final Runnable task;
    long deadlineNanos;
    /** The number of this arming: of timers with the same time, the first armed runs first. */
    long order;
    /** Where it stands in the heap of {@link Timers}, or -1 when it is not armed. */
    int index = -1;

    Timer(EventLoop loop, Runnable task) {
        this.loop = loop;
        this.task = task;
    }

    /**
     * Arms it, or moves it when it is armed already.
     *
     * @param nanos when to run, on the scale of {@link EventLoop#nanoTime()}; a time that has passed means the next turn
     */
    public void armAt(long nanos) {
        loop.checkThread();
        loop.timers().arm(this, nanos);
    }

    /**
     * Arms it, or moves it when it is armed already.
     *
     * @param delay counted from now; zero or less means the next turn
     */
    public void armAfter(Duration delay) {
        armAt(loop.nanoTime() + EventLoop.nanos(delay));
    }

    /** Disarms it; does nothing when it is not armed. */
    public void cancel() {
        loop.checkThread();
        loop.timers().remove(this);
    }

    /**
     * Tells whether it waits for its time.
     *
     * @return false once it has run or was cancelled
     */
    public boolean isArmed() {
        return index >= 0;
    }

    /**
     * When it is due.
     *
     * @return the time it was last armed for, in nanoseconds
     */
    public long deadlineNanos() {
        return deadlineNanos;
    }
}
