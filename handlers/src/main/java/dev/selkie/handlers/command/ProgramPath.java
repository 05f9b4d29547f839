package dev.selkie.handlers.command;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where programs are. */
final class ProgramPath {
    /** For servers that were started without one. */
    private static final String DEFAULT = "/usr/local/bin:/usr/bin:/bin";

    private ProgramPath() {}

    /** The folders in which programs are looked for, ours and those of commands. */
    static String folders() {
        String path = System.getenv("PATH");
        return path == null || path.isBlank() ? DEFAULT : path;
    }

    /** The absolute path of a program, given by its name or a path. Returns null when it is not there, or not executable. */
    static @Nullable Path find(String program) {
        if (program.contains("/")) {
            Path path = Path.of(program).toAbsolutePath();
            return isProgram(path) ? path : null;
        }
        return Arrays.stream(folders().split(File.pathSeparator))
                .map(folder -> Path.of(folder, program).toAbsolutePath())
                .filter(ProgramPath::isProgram)
                .findFirst()
                .orElse(null);
    }

    private static boolean isProgram(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }
}
