package dev.selkie.testing;

import dev.selkie.loop.EventLoop;
import java.io.IOException;
import java.time.Duration;

/** Time of a simulated network, which passes as its loop is stepped. */
public final class VirtualTime {
    /** Many more than any test needs: one whose loop spins is to fail, and not to hang. */
    private static final int MOST_TURNS = 1_000_000;

    private VirtualTime() {}

    /** Lets so much pass. */
    public static void pass(EventLoop loop, Duration time) throws IOException {
        boolean[] over = {false};
        loop.schedule(time, () -> over[0] = true);
        for (int turns = 0; !over[0]; turns++) {
            if (turns == MOST_TURNS) {
                throw new AssertionError("the loop spins");
            }
            loop.runOnce();
        }
    }
}
