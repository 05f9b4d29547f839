package dev.selkie.simulation;

import java.io.IOException;

/** The seeds of a run: {@code -Dselkie.seeds=100000}; one again: {@code -Dselkie.firstSeed=N -Dselkie.seeds=1}. */
public final class Seeds {
    public static final long FIRST = Long.getLong("selkie.firstSeed", 0);
    public static final long COUNT = Long.getLong("selkie.seeds", 2_000);

    private Seeds() {}

    public interface Run {
        void of(long seed) throws IOException;
    }

    /** Runs each; one that fails says how to run it again. */
    public static void each(Class<?> test, Run run) {
        each(test, COUNT, run);
    }

    /** As {@link #each}, for runs that cost ten times as much: fewer of them. */
    public static void eachOfFew(Class<?> test, Run run) {
        each(test, Math.max(1, COUNT / 10), run);
    }

    private static void each(Class<?> test, long count, Run run) {
        for (long seed = FIRST; seed < FIRST + count; seed++) {
            try {
                run.of(seed);
            } catch (Throwable failure) {
                throw new AssertionError(
                        failure.getMessage() + "; again: mvn -pl core test -Dtest=" + test.getSimpleName()
                                + " -Dselkie.firstSeed=" + seed + " -Dselkie.seeds=1",
                        failure);
            }
        }
    }

    /** Whether there are enough of them for everything to have happened. */
    public static boolean areMany() {
        return COUNT >= 1_000;
    }
}
