package dev.selkie.connection;

import static java.util.Comparator.comparingLong;

import dev.selkie.loop.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

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
        if (budget.isOverdrawn()) {
            closeAsManyAsItTakes();
        }
    }

    private void closeAsManyAsItTakes() {
        long tooManyBytes = budget.overdrawnByBytes();
        for (StreamConnection stuck : longestStuckFirst()) {
            if (tooManyBytes <= 0) {
                return;
            }
            tooManyBytes -= stuck.chargedBytes();
            stuck.states().abort(CloseReason.OVERLOADED);
        }
    }

    /** Those that hold something: what has made no progress for longest comes first. One look, however many must go. */
    private List<StreamConnection> longestStuckFirst() {
        List<StreamConnection> holding = new ArrayList<>();
        connections.forEach(each -> {
            if (each.chargedBytes() > 0) {
                holding.add(each);
            }
        });
        long now = loop.turnNanoTime();
        holding.sort(comparingLong(each -> each.stuckSinceNanos() - now));
        return holding;
    }
}
