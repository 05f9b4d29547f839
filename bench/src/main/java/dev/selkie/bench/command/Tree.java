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

    /** Where the page lies that is kept. */
    static Path module() {
        return requireNonNull(jar().getParent());
    }

    static Path selkieJar() {
        return shown(module().resolveSibling("handlers/target/selkie.jar"));
    }

    /** From the working directory: what is kept must not tell where the tree lies. */
    static Path shown(Path path) {
        return Path.of("").toAbsolutePath().relativize(path.toAbsolutePath().normalize());
    }
}
