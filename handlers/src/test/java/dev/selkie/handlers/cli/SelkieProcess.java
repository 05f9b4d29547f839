package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowingConsumer;
import org.awaitility.Awaitility;

/** The shaded jar, started as a user starts it, with the JDK that runs the tests. Does not outlive its test. */
final class SelkieProcess implements AutoCloseable {
    static final Path JAR = Path.of(System.getProperty("selkie.jar", "target/selkie.jar"));
    static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pattern LISTENING = Pattern.compile("listening on (.+)\\R");
    private static final Pattern ADDRESS = Pattern.compile("(.+):([0-9]+)");

    private final Process process;
    private final Path stdout;
    private final Path stderr;
    private int port;

    private SelkieProcess(List<String> command) throws IOException {
        stdout = Files.createTempFile("selkie", ".out");
        stderr = Files.createTempFile("selkie", ".err");
        var builder = new ProcessBuilder(Programs.withDefaultSignals(command))
                .redirectInput(new File("/dev/null"))
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        process = builder.start();
    }

    /** {@code java -jar selkie.jar ARGS}. */
    static SelkieProcess start(String... args) throws IOException {
        return startJava(List.of(), args);
    }

    /** {@code java OPTIONS -jar selkie.jar ARGS}. */
    static SelkieProcess startJava(List<String> javaOptions, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(JAVA.toString()));
        command.addAll(javaOptions);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(Arrays.asList(args));
        return new SelkieProcess(command);
    }

    static SelkieProcess startCommand(List<String> command) throws IOException {
        return new SelkieProcess(command);
    }

    /** Waits for the line. Returns the port. */
    int awaitPort() {
        if (port != 0) {
            return port;
        }
        Matcher address = ADDRESS.matcher(awaitListening());
        assertThat(address.matches()).as(stdout()).isTrue();
        port = Integer.parseInt(address.group(2));
        return port;
    }

    /** Waits for the line. Returns the address, or the path. */
    String awaitListening() {
        Awaitility.await().atMost(LIMIT).until(() -> stdout().endsWith("\n") || !process.isAlive());
        Matcher line = LISTENING.matcher(stdout());
        assertThat(line.matches())
                .as("one line on stdout: %s%s", stdout(), stderr())
                .isTrue();
        return line.group(1);
    }

    Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getByName("127.0.0.1"), awaitPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** Waits for its end. Returns the exit code. */
    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                .as("ended within %s", LIMIT)
                .isTrue();
        return process.exitValue();
    }

    /** Waits until nobody listens any more. */
    void awaitDeaf(int port) {
        Awaitility.await().atMost(LIMIT).until(() -> {
            try {
                new Socket(InetAddress.getByName("127.0.0.1"), port).close();
                return false;
            } catch (IOException refused) {
                return true;
            }
        });
    }

    void signal(String name) throws IOException, InterruptedException {
        int result = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(result).isZero();
    }

    /** The log is written by a thread of its own: what has happened is not there yet. */
    void awaitLog(ThrowingConsumer<String> assertion) {
        Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertion.accept(stderr()));
    }

    /** What it has printed since it serves, by a thread of its own, too. */
    void awaitResults(ThrowingConsumer<List<String>> assertion) {
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertion.accept(stdout().lines().skip(1).toList()));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    String stdout() {
        return read(stdout);
    }

    String stderr() {
        return read(stderr);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            Files.delete(stdout);
            Files.delete(stderr);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException failure) {
            Thread.currentThread().interrupt();
        }
    }
}
