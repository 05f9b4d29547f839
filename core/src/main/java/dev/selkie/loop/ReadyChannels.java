package dev.selkie.loop;

import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The channels that are ready, each to be called once. Where calling all of them would keep everybody waiting for long, a
 * turn calls some, and the others are a crowd that stands in line: who has just come and says a word does not wait until a
 * thousand others are served.
 */
final class ReadyChannels implements Consumer<SelectionKey> {
    /** With all that follows from its calls: after a longer one the next calls fewer, after a short one more again. */
    private static final long LONG_TURN_NANOS = Duration.ofMillis(10).toNanos();

    private static final long SHORT_TURN_NANOS = Duration.ofMillis(5).toNanos();

    /** Calls of channels in one turn: some hundred echoes. */
    private static final long MOST_NANOS = Duration.ofMillis(5).toNanos();

    /** Where each of them makes work for later in the turn, such as the tasks that follow from it. */
    private static final long LEAST_NANOS = Duration.ofMillis(1).toNanos();

    private final Calls calls;

    /** With room for all that one select shows, however short memory is. */
    private final ArrayDeque<SelectionKey> shown = new ArrayDeque<>(LoopSelector.MOST_SHOWN);

    private final WaitingLine<SelectionKey> crowd = new WaitingLine<>();

    /** Not in the line, where they would always be the oldest: what is there as long as the loop, such as what accepts. */
    private final ArrayDeque<SelectionKey> lasting = new ArrayDeque<>();

    /** Of those in the crowd, the one who has waited longest first: when they were seen last and not ready. */
    private final Map<SelectionKey, Long> waitingSince = new LinkedHashMap<>();

    private long lookedNanos;
    private long mayTakeNanos = MOST_NANOS;

    ReadyChannels(Calls calls) {
        this.calls = calls;
    }

    /** A look at the channels begins. What it will show has become ready after the one before, which was then. */
    void beginLook(long previousNanos) {
        lookedNanos = previousNanos;
    }

    /** This one is ready; again, perhaps. */
    @Override
    public void accept(SelectionKey key) {
        if (isCrowd()) {
            join(key);
        } else {
            shown.add(key);
        }
    }

    /** Where memory is short it is forgotten, and the loop goes on: the next select shows it again. */
    private void join(SelectionKey key) {
        try {
            if (waitingSince.putIfAbsent(key, lookedNanos) == null) {
                long begunNanos = calls.begunNanos(key);
                if (begunNanos == 0) {
                    lasting.add(key);
                } else {
                    crowd.add(key, begunNanos);
                }
            }
        } catch (OutOfMemoryError full) {
            waitingSince.remove(key);
            crowd.remove(key);
            lasting.remove(key);
        }
    }

    /** Those that are still to be called stand in line, in this turn or until a later one. */
    void lineUp() {
        for (SelectionKey key = shown.poll(); key != null; key = shown.poll()) {
            join(key);
        }
    }

    /** Whether somebody stands in line. */
    boolean isCrowd() {
        return !waitingSince.isEmpty();
    }

    /** For how long channels may be called in the next turn, when one has taken so long with all that has followed. */
    void adaptTo(long turnNanos) {
        if (turnNanos > LONG_TURN_NANOS) {
            mayTakeNanos = Math.max(LEAST_NANOS, mayTakeNanos / 2);
        } else if (turnNanos < SHORT_TURN_NANOS) {
            mayTakeNanos = Math.min(MOST_NANOS, mayTakeNanos * 2);
        }
    }

    /** Calls them, or some: one at least of the lasting ones, and one at least of the others. */
    void call() {
        callSome(true);
        callSome(false);
    }

    private void callSome(boolean ofLasting) {
        long startNanos = calls.lastNanos();
        for (SelectionKey key = next(ofLasting); key != null; key = next(ofLasting)) {
            calls.ready(key);
            if (calls.lastNanos() - startNanos > mayTakeNanos) {
                lineUp();
                return;
            }
        }
    }

    private @Nullable SelectionKey next(boolean ofLasting) {
        if (!isCrowd()) {
            return ofLasting ? null : shown.poll();
        }
        SelectionKey key = ofLasting ? lasting.poll() : crowd.poll();
        waitingSince.remove(key);
        return key;
    }

    /** All that were ready before that time have been called, if now is the time of the last look. */
    long calledUntil(long nowNanos) {
        return isCrowd() ? waitingSince.values().iterator().next() : nowNanos;
    }
}
