package dev.selkie.planted;

import java.util.List;

/** In the loop: sleeping, waking, timers, and what the calls of a turn may do. */
final class LoopBugs {
    static final List<Bug> ALL = List.of(
            new Bug(
                    "a wake-up stays pending for ever",
                    "loop/TaskQueue",
                    "wakeupPending.getAndSet(false)",
                    "wakeupPending.get()"),
            new Bug(
                    "a task of another thread wakes nobody",
                    "loop/EventLoop",
                    "if (!inLoop() || turn.isWaiting()) {",
                    "if (inLoop()) {"),
            new Bug(
                    "close() from another thread wakes nobody",
                    "loop/EventLoop",
                    "closeRequested = true; tasks.wakeUp();",
                    "closeRequested = true;"),
            new Bug(
                    "the loop sleeps though a task waits",
                    "loop/Turn",
                    "tasks.isEmpty() ? Math.min(longestWaitNanos, timers.nanosToNext(start)) : 0",
                    "Math.min(longestWaitNanos, timers.nanosToNext(start))"),
            new Bug(
                    "the loop sleeps though something waits for the next select",
                    "loop/Turn",
                    "released > 0 || channels.isCrowd() ? 0 : longestWaitNanos",
                    "channels.isCrowd() ? 0 : longestWaitNanos"),
            new Bug(
                    "a turn lasts until all of a crowd are called",
                    "loop/ReadyChannels",
                    "calls.lastNanos() - startNanos > mayTakeNanos",
                    "calls.lastNanos() < startNanos"),
            new Bug(
                    "who has just come waits for all of the crowd that was shown before",
                    "loop/Turn",
                    "if (heldUp || dueAndMoreReady || channels.isCrowd()) {",
                    "if (heldUp || dueAndMoreReady) {"),
            new Bug(
                    "a timer runs before channels that were ready before its time, since one select does not show them",
                    "loop/Turn",
                    "shown >= KEYS_PER_SELECT && timers.isDue(nanos)",
                    "false"),
            new Bug(
                    "what accepts has the place of the oldest in a crowd",
                    "loop/ReadyChannels",
                    "if (begunNanos == 0) {",
                    "if (false) {"),
            new Bug(
                    "what accepts takes all the time that channels have",
                    "loop/ReadyChannels",
                    "callSome(true); callSome(false);",
                    "if (lasting.isEmpty()) { callSome(false); } callSome(true);"),
            new Bug(
                    "the loop sleeps and keeps a crowd that has closed",
                    "loop/Turn",
                    "released > 0 || channels.isCrowd() ? 0 : longestWaitNanos",
                    "released > 0 ? 0 : longestWaitNanos"),
            new Bug(
                    "what a select has shown before a stop passes for all that is ready after it",
                    "loop/Turn",
                    "lookFurther(heldUp ? 0 : shown);",
                    "lookFurther(shown);"),
            new Bug(
                    "in a crowd a timer runs while the bytes that came before its time wait",
                    "loop/ReadyChannels",
                    "isCrowd() ? waitingSince.values().iterator().next() : nowNanos",
                    "nowNanos"),
            new Bug(
                    "who stands in a crowd passes for ready since now",
                    "loop/Turn",
                    "channels.beginLook(nanos);",
                    "channels.beginLook(nanoClock.getAsLong());"),
            new Bug(
                    "while a crowd waits the loop is not behind",
                    "loop/Turn",
                    "lagNanos = calls.lastNanos() - channels.calledUntil(nanos);",
                    "lagNanos = calls.lastNanos() - nanos;"),
            new Bug(
                    "turns that get long call as many channels as ever",
                    "loop/ReadyChannels",
                    "Math.max(LEAST_NANOS, mayTakeNanos / 2)",
                    "mayTakeNanos"),
            new Bug(
                    "after one long turn all others stay short",
                    "loop/ReadyChannels",
                    "Math.min(MOST_NANOS, mayTakeNanos * 2)",
                    "mayTakeNanos"),
            new Bug(
                    "a channel that stands in a crowd is called as often as it is shown",
                    "loop/ReadyChannels",
                    "waitingSince.putIfAbsent(key, lookedNanos) == null",
                    "waitingSince.put(key, lookedNanos) == null || true"),
            new Bug(
                    "a wait of half a millisecond only looks, again and again",
                    "loop/LoopSelector",
                    "selector.select(action, (waitNanos - 1) / 1_000_000 + 1);",
                    "selector.select(action, Math.max(1, waitNanos / 1_000_000));"),
            new Bug(
                    "a key that another callback has cancelled is called",
                    "loop/Calls",
                    "if (key.isValid() && (key.readyOps() & key.interestOps()) != 0) {",
                    "if (key.readyOps() != 0) {"),
            new Bug(
                    "a channel that wants nothing any more is called for what it wanted",
                    "loop/Calls",
                    "if (key.isValid() && (key.readyOps() & key.interestOps()) != 0) {",
                    "if (key.isValid()) {"),
            new Bug(
                    "a loop that was held up runs timers before it has looked at all channels",
                    "loop/Turn",
                    "timers.isDue(nanos - HELD_UP_NANOS)",
                    "timers.size() < 0"),
            new Bug(
                    "a timer that arms itself for now keeps the turn from ending",
                    "loop/Turn",
                    "timers.takeDue(dueNanos, armings)",
                    "timers.takeDue(dueNanos, Long.MAX_VALUE)"),
            new Bug(
                    "tasks that post tasks keep the turn from ending",
                    "loop/Turn",
                    "count < CALLS_PER_TURN; count++) { boolean mayRun",
                    "count >= 0; count++) { boolean mayRun"),
            new Bug(
                    "tasks run as long as others come",
                    "loop/Turn",
                    "boolean mayRun = count < present || calls.lastNanos() - startNanos < CALLS_NANOS;",
                    "boolean mayRun = true;"),
            new Bug(
                    "channels make more tasks than are run",
                    "loop/Turn",
                    "boolean mayRun = count < present || calls.lastNanos() - startNanos < CALLS_NANOS;",
                    "boolean mayRun = calls.lastNanos() - startNanos < CALLS_NANOS;"),
            new Bug(
                    "timers take as long as they like",
                    "loop/Turn",
                    "count < CALLS_PER_TURN && calls.lastNanos() - startNanos < CALLS_NANOS; count++) { Timer due",
                    "count < CALLS_PER_TURN; count++) { Timer due"),
            new Bug(
                    "the heap of timers looks at the left child only",
                    "loop/Timers",
                    "before(at(left + 1), at(left)) ? left + 1 : left",
                    "before(at(left + 1), at(left)) ? left : left"),
            new Bug(
                    "a hole in the heap of timers is filled without order",
                    "loop/Timers",
                    "place(last, hole); settle(last);",
                    "place(last, hole);"),
            new Bug(
                    "times are compared without difference",
                    "loop/Timers",
                    "long difference = a.deadlineNanos - b.deadlineNanos;",
                    "long difference = Long.compare(a.deadlineNanos, b.deadlineNanos);"),
            new Bug(
                    "a timer runs before its time",
                    "loop/Timers",
                    "at(0).deadlineNanos - nanos <= 0",
                    "at(0).deadlineNanos - nanos <= 1_000_000"),
            new Bug("what is deferred runs inside the callback", "loop/Calls", "deferred.add(task);", "task.run();"),
            new Bug(
                    "an interrupt stays pending",
                    "loop/Calls",
                    "if (Thread.interrupted()",
                    "if (Thread.currentThread().isInterrupted()"),
            new Bug(
                    "an error thrown by a task ends the loop",
                    "loop/Calls",
                    "task.run(); } catch (Throwable failure)",
                    "task.run(); } catch (Exception failure)"),
            new Bug("a stop ends all later runs, too", "loop/EventLoop", "stopRequested = false; leave();", "leave();"),
            new Bug(
                    "what was deferred between two turns waits until something happens",
                    "loop/Turn",
                    "calls.runDeferred(); number++;",
                    "number++;"),
            new Bug(
                    "a select that a signal has cut short passes for a look",
                    "loop/Turn",
                    "shown == 0 || shown >= KEYS_PER_SELECT",
                    "shown >= KEYS_PER_SELECT"),
            new Bug(
                    "a selector that does not wait is kept",
                    "loop/LoopSelector",
                    "++earlyReturns > MOST_EARLY_RETURNS",
                    "earlyReturns > MOST_EARLY_RETURNS"),
            new Bug(
                    "handlers are not told of the keys they have after a new selector",
                    "loop/LoopSelector",
                    "calls.call(() -> ((ReadyHandler) key.attachment()).keyReplaced(key));",
                    ""),
            new Bug("a channel that disturbs every selector is kept", "loop/LoopSelector", "calls.close(guilty);", ""),
            new Bug("nobody says who blocks the loop", "loop/SlowCalls", "took > SLOW_NANOS", "took < 0"),
            new Bug("the wait counts as work", "loop/SlowCalls", "inTurn = true; begunNanos = now;", "inTurn = true;"));

    private LoopBugs() {}
}
