package dev.selkie.handlers;

import java.io.IOException;

/** The seeds of a run: {@code -Dselkie.seeds=100000}; one again: {@code -Dselkie.firstSeed=N -Dselkie.seeds=1}. */
final class Seeds {
    private static final long FIRST = Long.getLong("selkie.firstSeed", 0);
    private static final long COUNT = Long.getLong("selkie.seeds", 2_000);

    private Seeds() {}

    interface Run {
        void of(long seed) throws IOException;
    }

    /** Runs each of the first seeds of a number; one that fails says how to run it again. */
    static void eachOf(long count, Class<?> test, Run run) {
        for (long seed = FIRST; seed < FIRST + count; seed++) {
            try {
                run.of(seed);
            } catch (Throwable failure) {
                throw new AssertionError(
                        failure.getMessage() + "; again: mvn -pl core,handlers -am test -Dtest=" + test.getSimpleName()
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dselkie.firstSeed=" + seed
                                + " -Dselkie.seeds=1",
                        failure);
            }
        }
    }

    /** As many as each of several parts gets, so that all of them together run as many as were asked for. */
    static long share(int parts) {
        return Math.max(1, COUNT / parts);
    }

    /** Whether there are enough of them for everything to have happened. */
    static boolean areMany() {
        return COUNT >= 1_000;
    }
}
