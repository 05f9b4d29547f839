package dev.selkie.server;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Room for connections, of one server or of several that share it. A place is taken before a connection is accepted, so
 * that who finds none waits in the kernel, and is given back once, when the connection has closed.
 *
 * <p>Safe for use by any thread: who waits for its lock waits for a few instructions of another loop's.
 */
final class Places {
    private final int limit;
    private final PlacesByAddress byAddress;
    private final Set<Runnable> waiting = new LinkedHashSet<>();
    private int taken;

    /**
     * All are free.
     *
     * @param limit in all; 0 for none
     * @param limitByAddress of each address; 0 for none
     */
    Places(int limit, int limitByAddress) {
        this.limit = limit == 0 ? Integer.MAX_VALUE : limit;
        this.byAddress = new PlacesByAddress(limitByAddress);
    }

    int limit() {
        return limit;
    }

    /** The same connections, each once more: by their peers' addresses, which are known only when they are accepted. */
    PlacesByAddress byAddress() {
        return byAddress;
    }

    /** Takes one; false when none is free. */
    synchronized boolean take() {
        if (taken == limit) {
            return false;
        }
        taken++;
        return true;
    }

    /**
     * Calls back once, on the thread that gives a place back. All who wait are called: whoever is first gets it.
     *
     * @param placeFree the same one is called only once; must not block
     * @return false when a place is free by now: nobody is called then
     */
    synchronized boolean await(Runnable placeFree) {
        if (taken < limit) {
            return false;
        }
        waiting.add(placeFree);
        return true;
    }

    synchronized void forget(Runnable placeFree) {
        waiting.remove(placeFree);
    }

    void giveBack() {
        for (Runnable placeFree : freed()) { // without the lock: they may want it
            placeFree.run();
        }
    }

    private synchronized List<Runnable> freed() {
        taken--;
        List<Runnable> called = List.copyOf(waiting);
        waiting.clear();
        return called;
    }
}
