package dev.selkie.planted;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The tests of this module in a JVM of their own, up to the first that fails. */
final class Suite implements TestExecutionListener {
    /** No status that a JVM ends with by itself. */
    static final int GREEN = 10;

    static final int RED = 11;

    /** Holds the test that runs, so that it is known when the JVM must be killed. */
    private final Path present;

    private Suite(Path present) {
        this.present = present;
    }

    /** Takes what the names of the tests have in them that come first, and the file that tells which test runs. */
    public static void main(String[] arguments) throws IOException, URISyntaxException {
        Path classes = Path.of(
                Suite.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        var suite = new Suite(Path.of(arguments[1]));
        Launcher launcher = LauncherFactory.create();
        for (String test : tests(classes, arguments[0])) {
            launcher.execute(
                    LauncherDiscoveryRequestBuilder.request()
                            .selectors(selectClass(test))
                            .build(),
                    suite);
        }
        Runtime.getRuntime().halt(GREEN);
    }

    /** Those that are most likely to find it, then the simulated ones, which find most, then the others. */
    private static List<String> tests(Path classes, String hint) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> file.endsWith("Test.class"))
                    // It looks at the class files, which are in two places here. The other would read what this runs.
                    .filter(file -> !file.endsWith("/FloorsTest.class") && !file.contains("/planted/"))
                    .map(file -> file.replace(".class", "").replace('/', '.'))
                    .sorted(Comparator.comparing((String test) -> !test.contains(hint))
                            .thenComparing(test -> !test.contains(".simulation."))
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (test.isTest()) {
            note(test);
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.FAILED) {
            note(test);
            Runtime.getRuntime().halt(RED);
        }
    }

    private void note(TestIdentifier test) {
        String name = test.getSource()
                .map(source -> source instanceof MethodSource method
                        ? method.getJavaClass().getSimpleName() + "." + method.getMethodName()
                        : null)
                .orElse(test.getDisplayName());
        try {
            Files.writeString(present, name);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
