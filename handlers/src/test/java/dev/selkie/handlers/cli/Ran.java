package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What became of a command that ends by itself. */
record Ran(int exitCode, byte[] stdout, String stderr) {
    /** {@code java -jar selkie.jar ARGS}, without input. */
    static Ran selkie(String... args) throws Exception {
        return selkieReading("", args);
    }

    /** {@code java -jar selkie.jar ARGS < input}. */
    static Ran selkieReading(String input, String... args) throws Exception {
        return command(input.getBytes(UTF_8), selkieCommand(args));
    }

    static List<String> selkieCommand(String... args) {
        List<String> command =
                new ArrayList<>(List.of(SelkieProcess.JAVA.toString(), "-jar", SelkieProcess.JAR.toString()));
        command.addAll(List.of(args));
        return command;
    }

    static Ran command(byte[] input, List<String> command) throws Exception {
        Path in = Files.createTempFile("ran", ".in");
        Path out = Files.createTempFile("ran", ".out");
        Path err = Files.createTempFile("ran", ".err");
        Files.write(in, input);
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(25, TimeUnit.SECONDS)).as("it ends").isTrue();
            return new Ran(process.exitValue(), Files.readAllBytes(out), Files.readString(err));
        } finally {
            process.destroyForcibly().waitFor();
            for (Path file : List.of(in, out, err)) {
                Files.delete(file);
            }
        }
    }

    String text() {
        return new String(stdout, UTF_8);
    }

    void printed(String text) {
        assertThat(stderr).isEmpty();
        assertThat(text()).isEqualTo(text);
        assertThat(exitCode).isZero();
    }

    /** With one line, of which the pattern is all behind the name. */
    void failed(String pattern) {
        assertThat(stderr).matches("selkie: " + pattern + "\\R");
        assertThat(exitCode).isEqualTo(1);
    }
}
