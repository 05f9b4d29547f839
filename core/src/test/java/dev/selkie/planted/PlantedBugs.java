package dev.selkie.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The suite finds each of the {@link Bugs}. Takes minutes, so its name is none that the build looks for:
 * {@code mvn -pl core test -Dtest=PlantedBugs}; some of them, by an expression: {@code -Dselkie.bug='wake|idle'}.
 */
class PlantedBugs {
    private static final int AT_ONCE = 2;
    private static final int LONGEST_MINUTES = 3;

    /** Enough of them: the bugs that only the thousandth finds have a test of their own. */
    private static final String SEEDS = "-Dselkie.seeds=300";

    private static final Pattern WHICH = Pattern.compile(System.getProperty("selkie.bug", ""));

    @TempDir
    private Path folder;

    /** What a run of the suite came to: the test that failed or hung, and how long it took to get there. */
    private record Outcome(boolean green, String test, double seconds) {}

    @TestFactory
    Stream<DynamicTest> shouldBeFound() {
        ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
        List<DynamicTest> tests = new ArrayList<>();
        Future<Outcome> calm = workers.submit(() -> run(".loop.", Files.createDirectory(folder.resolve("none"))));
        tests.add(dynamicTest("no bug: all is green", () -> {
            Outcome outcome = calm.get();
            assertThat(outcome.green()).as("without a bug: " + outcome).isTrue();
        }));
        for (Bug bug : Bugs.all()) {
            if (WHICH.matcher(bug.name()).find()) {
                Path classes = folder.resolve(Integer.toString(tests.size()));
                Future<Outcome> run = workers.submit(() -> runWith(bug, classes));
                tests.add(dynamicTest(bug.name(), () -> report(bug, run.get())));
            }
        }
        workers.shutdown();
        return tests.stream();
    }

    private static void report(Bug bug, Outcome outcome) {
        String by = outcome.green() ? "SURVIVES" : outcome.test();
        System.out.printf("%-12s %-75s %-90s %4.0f s%n", bug.room(), bug.name(), by, outcome.seconds());
        assertThat(outcome.green()).as("no test finds it: " + bug.name()).isFalse();
    }

    private static Outcome runWith(Bug bug, Path classes) throws IOException, InterruptedException {
        Files.createDirectory(classes);
        try (var files = Bug.COMPILER.getStandardFileManager(null, null, null)) {
            Bug.compile(List.of(bug), classes, files);
        }
        return run(bug.hint(), classes);
    }

    /** Runs the suite with these classes in front of the real ones. */
    private static Outcome run(String hint, Path classes) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Path present = classes.resolve("present.txt");
        Path output = classes.resolve("output.txt");
        Process suite = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-ea",
                        SEEDS,
                        "-cp",
                        classes + File.pathSeparator + System.getProperty("java.class.path"),
                        Suite.class.getName(),
                        hint,
                        present.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = suite.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES);
        suite.destroyForcibly();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (!ended) {
            return new Outcome(false, Files.readString(present) + ", which did not end", seconds);
        }
        assertThat(suite.exitValue()).as(Files.readString(output)).isIn(Suite.GREEN, Suite.RED);
        return new Outcome(suite.exitValue() == Suite.GREEN, Files.readString(present), seconds);
    }
}
