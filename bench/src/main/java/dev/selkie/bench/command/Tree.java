package dev.selkie.bench.command;

import static java.util.Objects.requireNonNull;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where this program lies: {@code bench/target} of a source tree, as a rule. */
final class Tree {
    private Tree() {}

    /** The directory of the jar, or of the classes. */
    static Path jar() {
        try {
            var code = Tree.class.getProtectionDomain().getCodeSource().getLocation();
            return requireNonNull(Path.of(code.toURI()).toAbsolutePath().getParent());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Path results() {
        return jar().resolve("results");
    }

    static Path selkieJar() {
        return jar().resolve("../../handlers/target/selkie.jar").normalize();
    }
}
