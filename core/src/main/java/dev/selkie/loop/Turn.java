package dev.selkie.loop;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One turn after another: wait, call what is ready, then what waited for the select, due timers, tasks, turn listeners. No
 * timer runs before all channels that were ready before its time have been called, so that nobody's time is up while his
 * bytes wait.
 */
final class Turn {
    static final long FOR_EVER = LoopSelector.FOR_EVER;

    /** Timers run in one turn, and tasks: a storm of them must not keep channels waiting. */
    private static final int CALLS_PER_TURN = 1024;

    /** For so long timers run in one turn; and tasks, when those that were there at first have been run. */
    private static final long CALLS_NANOS = Duration.ofMillis(5).toNanos();

    /**
     * A timer that is late by more than this has been held up, with all else: the process was stopped, a callback
     * blocked, or too many timers were due for one turn. Then every channel is looked at, and not only as many as one
     * select shows.
     */
    private static final long HELD_UP_NANOS = Duration.ofMillis(10).toNanos();

    /** With fewer than this, and perhaps a wake-up, a select has shown all that are ready. */
    private static final int KEYS_PER_SELECT = LoopSelector.MOST_SHOWN - 1;

    private final LoopSelector selector;
    private final LongSupplier nanoClock;
    private final TaskQueue tasks;
    private final Calls calls;
    private final ReadyChannels channels;
    private final Timers timers = new Timers();
    private final ArrayDeque<Runnable> afterSelect = new ArrayDeque<>();
    private Runnable[] listeners = {};

    private long number;
    private long nanos;
    private long lagNanos;
    private boolean waiting;

    Turn(LoopSelector selector, LongSupplier nanoClock, TaskQueue tasks, Calls calls) {
        this.selector = selector;
        this.nanoClock = nanoClock;
        this.tasks = tasks;
        this.calls = calls;
        this.channels = new ReadyChannels(calls);
        this.nanos = nanoClock.getAsLong();
    }

    /** Takes one turn, which waits no longer than this for something to do. */
    void take(long longestWaitNanos) throws IOException {
        calls.runDeferred();
        number++;
        int released = afterSelect.size();
        look(released > 0 || channels.isCrowd() ? 0 : longestWaitNanos);
        channels.call();
        for (; released > 0; released--) {
            calls.call(afterSelect.remove());
        }
        runTimers();
        runTasks();
        for (Runnable listener : listeners) {
            calls.call(listener);
        }
        calls.endTurn();
        channels.adaptTo(calls.lastNanos() - nanos);
        lagNanos = calls.lastNanos() - channels.calledUntil(nanos);
    }

    /**
     * Sees what is ready, and reads the clock: once a turn, after the wait and before anything is called. While there is a
     * crowd there is no wait: who has closed meanwhile is to be forgotten.
     */
    private void look(long longestWaitNanos) throws IOException {
        waiting = true;
        channels.beginLook(nanos);
        int shown = select(longestWaitNanos);
        nanos = nanoClock.getAsLong();
        long endNanos = nanos;
        boolean heldUp = timers.isDue(nanos - HELD_UP_NANOS);
        boolean dueAndMoreReady = shown >= KEYS_PER_SELECT && timers.isDue(nanos);
        if (heldUp || dueAndMoreReady || channels.isCrowd()) {
            lookFurther(heldUp ? 0 : shown); // what was shown may be what was ready before
            endNanos = nanoClock.getAsLong();
        }
        waiting = false;
        calls.clearInterrupt();
        calls.beginTurn(endNanos);
    }

    /** One that has shown nothing does not count: a signal may have cut it short, with all that is ready untold. */
    private void lookFurther(int shown) throws IOException {
        channels.lineUp(); // so that each is called once, however many selects show it
        int looks = selector.keys().size() / KEYS_PER_SELECT + 1;
        for (; (shown == 0 || shown >= KEYS_PER_SELECT) && looks > 0; looks--) {
            shown = select(0);
            channels.lineUp(); // if it is the first that shows somebody
        }
    }

    /** Returns how many keys were ready. */
    private int select(long longestWaitNanos) throws IOException {
        boolean timed = longestWaitNanos != FOR_EVER || timers.size() > 0;
        long start = timed ? nanoClock.getAsLong() : 0;
        long wait = tasks.isEmpty() ? Math.min(longestWaitNanos, timers.nanosToNext(start)) : 0;
        int ready = selector.select(wait, channels);
        boolean awoken = tasks.awake(); // after every select, since each may have consumed the wake-up
        boolean early = ready == 0 && !awoken && (wait == FOR_EVER || nanoClock.getAsLong() - start < wait);
        if (wait > 0 && selector.returned(early)) {
            tasks.awake(); // the old selector may have swallowed one
        }
        return ready;
    }

    private void runTimers() {
        long armings = timers.armings(); // one that arms itself for now waits for the next turn
        long dueNanos = channels.calledUntil(nanos);
        long startNanos = calls.lastNanos();
        for (int count = 0; count < CALLS_PER_TURN && calls.lastNanos() - startNanos < CALLS_NANOS; count++) {
            Timer due = timers.takeDue(dueNanos, armings);
            if (due == null) {
                return;
            }
            calls.call(due.task);
        }
    }

    /** All that are there, so that channels make no more of them than are run; and those that come meanwhile, for a while. */
    private void runTasks() {
        int present = tasks.size();
        long startNanos = calls.lastNanos();
        for (int count = 0; count < CALLS_PER_TURN; count++) {
            boolean mayRun = count < present || calls.lastNanos() - startNanos < CALLS_NANOS;
            @Nullable Runnable task = mayRun ? tasks.poll() : null;
            if (task == null) {
                return;
            }
            calls.call(task);
        }
    }

    void afterNextSelect(Runnable task) {
        afterSelect.add(task);
    }

    void addListener(Runnable listener) {
        listeners = Arrays.copyOf(listeners, listeners.length + 1);
        listeners[listeners.length - 1] = listener;
    }

    void removeListener(Runnable listener) {
        listeners = Arrays.stream(listeners).filter(each -> each != listener).toArray(Runnable[]::new);
    }

    /** Whether it is in its select: what comes on this very thread then is another's doing, in a simulated network. */
    boolean isWaiting() {
        return waiting;
    }

    Timers timers() {
        return timers;
    }

    /** Counted from 1; 0 before the first. */
    long number() {
        return number;
    }

    /** When its wait ended. */
    long nanos() {
        return nanos;
    }

    /** How long the calls of the one before took; or since when one of a crowd was ready that it did not call. */
    long lagNanos() {
        return lagNanos;
    }
}
