package dev.selkie.bench.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The facts without which a number means nothing. */
public final class Machine {
    private static final String UNKNOWN = "unknown";

    private Machine() {}

    /**
     * Looks for them.
     *
     * @param java the program that runs the servers
     * @param sources a directory of the source tree, if there is one
     */
    public static Map<String, String> facts(Path java, Path sources) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        facts.put("commit", output("git", "-C", sources.toString(), "describe", "--always", "--dirty", "--abbrev=12"));
        facts.put("processor", processor() + ", " + Runtime.getRuntime().availableProcessors() + " of them");
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("JDK of the servers", output(java.toString(), "--version"));
        facts.put("JDK of the load", System.getProperty("java.runtime.version"));
        facts.put("congestion control", firstLine(Path.of("/proc/sys/net/ipv4/tcp_congestion_control")));
        return facts;
    }

    private static String processor() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException elsewhere) {
            return System.getProperty("os.arch");
        }
    }

    private static String firstLine(Path file) {
        try {
            return Files.readAllLines(file).get(0);
        } catch (IOException | IndexOutOfBoundsException elsewhere) {
            return UNKNOWN;
        }
    }

    /** The first line of what a program prints. */
    private static String output(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader reader = process.inputReader()) {
                String line = reader.readLine();
                return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 && line != null
                        ? line
                        : UNKNOWN;
            }
        } catch (IOException notInstalled) {
            return UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNKNOWN;
        }
    }
}
