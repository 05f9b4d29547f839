package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Programs of this machine, which a test needs or does without. */
final class Programs {
    private static final boolean KNOWS_DEFAULT_SIGNALS = knowsDefaultSignals();

    private Programs() {}

    static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    static void assumeInstalled(String program) {
        assumeTrue(isInstalled(program), program + " is not installed");
    }

    /** The traditional netcat knows no {@code -N}. */
    static void assumeOpenBsdNetcat() throws Exception {
        assumeInstalled("nc");
        byte[] help = run(new byte[0], "sh", "-c", "nc -h 2>&1 || true");
        assumeTrue(new String(help, StandardCharsets.UTF_8).contains("OpenBSD"), "nc is not the netcat of OpenBSD");
    }

    /** A job in the background of a script ignores SIGINT, and one under nohup SIGHUP; so would all that it starts. */
    static List<String> withDefaultSignals(List<String> command) {
        if (!KNOWS_DEFAULT_SIGNALS) {
            return command;
        }
        List<String> all = new ArrayList<>(List.of("env", "--default-signal=HUP,INT"));
        all.addAll(command);
        return all;
    }

    private static boolean knowsDefaultSignals() {
        try {
            return new ProcessBuilder("env", "--default-signal=HUP,INT", "true")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException none) {
            return false;
        }
    }

    /** For tests in which one process, which we start, opens many. */
    static void assumeDescriptors(int count) throws Exception {
        String limit = new String(run(new byte[0], "sh", "-c", "ulimit -n"), StandardCharsets.UTF_8).strip();
        assumeTrue(
                limit.equals("unlimited") || Integer.parseInt(limit) > count,
                "only " + limit + " descriptors for each process");
    }

    /** The path of a program among the test's resources. */
    static String peer(String name) throws Exception {
        return Path.of(Objects.requireNonNull(Programs.class.getResource("/peers/" + name), name)
                        .toURI())
                .toString();
    }

    /** Runs a program that is to succeed. Returns what it wrote. */
    static byte[] run(byte[] input, String... command) throws Exception {
        Path in = Files.createTempFile("program", ".in");
        Path out = Files.createTempFile("program", ".out");
        try {
            Files.write(in, input);
            int status = run(in, out, command);
            byte[] written = Files.readAllBytes(out);
            assertThat(status)
                    .as("%s, which wrote %d bytes", String.join(" ", command), written.length)
                    .isZero();
            return written;
        } finally {
            Files.delete(in);
            Files.delete(out);
        }
    }

    private static int run(Path in, Path out, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("%s ended within 60 s", command[0])
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
