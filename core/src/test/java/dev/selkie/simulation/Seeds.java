package dev.selkie.simulation;

import java.io.IOException;

/** The seeds of a run: {@code -Dselkie.seeds=100000}; one again: {@code -Dselkie.firstSeed=N -Dselkie.seeds=1}. */
final class Seeds {
    static final long FIRST = Long.getLong("selkie.firstSeed", 0);
    static final long COUNT = Long.getLong("selkie.seeds", 2_000);

    private Seeds() {}

    interface Run {
        void of(long seed) throws IOException;
    }

    /** Runs each; one that fails says how to run it again. */
    static void each(Class<?> test, Run run) {
        for (long seed = FIRST; seed < FIRST + COUNT; seed++) {
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
    static boolean areMany() {
        return COUNT >= 1_000;
    }
}
