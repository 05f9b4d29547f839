package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;

/** One of {@code peers/servers.py}, on a port of its own. Does not outlive its test. */
final class PythonServer implements AutoCloseable {
    private final Process process;
    private final Path printed;
    private final String port;

    private PythonServer(String which) throws Exception {
        printed = Files.createTempFile("server", ".out");
        process = new ProcessBuilder("python3", Programs.peer("servers.py"), which)
                .redirectOutput(printed.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await().until(() -> !printed().isEmpty() || !process.isAlive());
        port = printed().get(0);
    }

    static PythonServer start(String which) throws Exception {
        Programs.assumeInstalled("python3");
        return new PythonServer(which);
    }

    String port() {
        return port;
    }

    /** The lines after the port. */
    List<String> heard() {
        return printed().subList(1, printed().size());
    }

    private List<String> printed() {
        try {
            String text = Files.readString(printed, UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.delete(printed);
    }
}
