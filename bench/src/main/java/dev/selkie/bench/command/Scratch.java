package dev.selkie.bench.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A directory for what servers are built of and what they serve; gone at the end, even after Ctrl-C. */
final class Scratch implements AutoCloseable {
    private final Path directory = Files.createTempDirectory("selkie-bench");
    private final Thread hook = new Thread(this::delete, "scratch");

    Scratch() throws IOException {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    Path directory() {
        return directory;
    }

    private void delete() {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failure) {
            System.err.println("selkie-bench: " + directory + " could not be deleted: " + failure.getMessage());
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        delete();
    }
}
