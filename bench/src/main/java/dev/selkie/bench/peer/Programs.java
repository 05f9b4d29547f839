package dev.selkie.bench.peer;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that may be installed, and the sources of our own. */
public final class Programs {
    private Programs() {}

    /** Where it is, among the directories of {@code PATH} and those of administrators. */
    public static Optional<Path> find(String program) {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Empty when it is there, else that it is not. */
    static Optional<String> missing(String program) {
        return find(program).isPresent() ? Optional.empty() : Optional.of("no " + program);
    }

    /** Copies a source from this program's own files. */
    static Path extract(String source, Path directory) throws IOException {
        Path target = directory.resolve(source);
        try (InputStream in = Objects.requireNonNull(Programs.class.getResourceAsStream(source), source)) {
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
        return target;
    }
}
