package dev.selkie.connection;

import dev.selkie.loop.EventLoop;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What the connections of one group do when their budget gets tight, is overdrawn, or is neither any longer. */
final class Pressure {
    private final EventLoop loop;
    private final Connections connections;
    private final Budget budget;
    private final AtomicBoolean noticed = new AtomicBoolean();

    Pressure(Connections connections) {
        this.loop = connections.loop();
        this.connections = connections;
        this.budget = connections.budget();
    }

    /**
     * On the thread that charges, which may be in the midst of anything. What is done about it is a task, and not deferred:
     * of several groups that share a budget, the second finds what the first has set free.
     */
    void notice() {
        if (noticed.compareAndSet(false, true)) {
            loop.execute(this::act);
        }
    }

    private void act() {
        noticed.set(false);
        connections.forEach(StreamConnection::budgetChanged);
        StreamConnection stuck = budget.isOverdrawn() ? longestStuck() : null;
        if (stuck != null) {
            stuck.states().abort(CloseReason.OVERLOADED);
            notice(); // when that one has gone: is it enough?
        }
    }

    /** Of those that hold something, the one that has made no progress for longest; null when none holds anything. */
    private @Nullable StreamConnection longestStuck() {
        var longest = new Object() {
            @Nullable
            StreamConnection connection;
        };
        connections.forEach(each -> {
            StreamConnection before = longest.connection;
            if (each.isHolding() && (before == null || each.stuckSinceNanos() - before.stuckSinceNanos() < 0)) {
                longest.connection = each;
            }
        });
        return longest.connection;
    }
}
