package dev.selkie.bench.report;

import dev.selkie.bench.peer.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** The facts without which a number means nothing. */
public final class Machine {
    private static final String UNKNOWN = "unknown";

    private Machine() {}

    /**
     * Looks for them.
     *
     * @param java the program that runs the servers
     * @param sources a directory of the source tree, if there is one
     * @param pinned whether servers and load are bound to a processor each
     */
    public static Map<String, String> facts(Path java, Path sources, boolean pinned) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        facts.put("commit", commit(sources));
        facts.put("processor", processors(pinned));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("JDK of the servers", firstLine(output(java.toString(), "--version")));
        facts.put("JDK of the load", System.getProperty("java.runtime.version"));
        facts.put("congestion control", firstLine(Path.of("/proc/sys/net/ipv4/tcp_congestion_control")));
        facts.put("peers", peers());
        return facts;
    }

    /** That of the sources; {@code -dirty} where other than what is measured, which this program writes, is not as there. */
    static String commit(Path sources) {
        String directory = sources.toString();
        String commit = firstLine(output("git", "-C", directory, "describe", "--always", "--abbrev=12"));
        String results = ":(top,exclude)bench/" + Report.DETAILS;
        String page = ":(top,exclude)bench/" + Report.PAGE;
        List<String> changes = output(
                "git", "-C", directory, "status", "--porcelain", "--untracked-files=no", "--", ":/", results, page);
        return changes.isEmpty() ? commit : commit + "-dirty";
    }

    private static String processors(boolean pinned) {
        return processor() + ", " + Runtime.getRuntime().availableProcessors() + " of them"
                + (pinned ? "; servers are bound to one, the load to another" : "");
    }

    /** Their versions, as far as they are known. */
    private static String peers() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("Netty", version("io.netty/netty-transport"));
        versions.put("MINA", version("org.apache.mina/mina-core"));
        versions.put("Jetty", version("org.eclipse.jetty/jetty-server"));
        versions.put("microhttp", version("org.microhttp/microhttp"));
        versions.put("nginx", installed("nginx", "-v").replaceFirst(".*/", ""));
        versions.put("Python", installed("python3", "--version").replaceFirst(".* ", ""));
        versions.put("C by", installed("cc", "--version"));
        return versions.entrySet().stream()
                .filter(version -> !version.getValue().equals(UNKNOWN))
                .map(version -> version.getKey() + " " + version.getValue())
                .collect(Collectors.joining(", "));
    }

    /** Some tell their version on standard error. */
    private static String installed(String program, String option) {
        return Programs.find(program)
                .map(path -> new ProcessBuilder(path.toString(), option).redirectErrorStream(true))
                .map(builder -> firstLine(lines(builder)))
                .orElse(UNKNOWN);
    }

    /** Of a library in this program. */
    private static String version(String artifact) {
        try (InputStream in = Machine.class.getResourceAsStream("/META-INF/maven/" + artifact + "/pom.properties")) {
            if (in == null) {
                return UNKNOWN;
            }
            var properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", UNKNOWN);
        } catch (IOException unreadable) {
            return UNKNOWN;
        }
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
            return firstLine(Files.readAllLines(file));
        } catch (IOException elsewhere) {
            return UNKNOWN;
        }
    }

    private static String firstLine(List<String> lines) {
        return lines.isEmpty() ? UNKNOWN : lines.get(0);
    }

    /** The lines that a program prints; none where it is not installed, or fails. */
    private static List<String> output(String... command) {
        return lines(new ProcessBuilder(List.of(command)).redirectError(ProcessBuilder.Redirect.DISCARD));
    }

    private static List<String> lines(ProcessBuilder builder) {
        try {
            Process process = builder.start();
            try (BufferedReader reader = process.inputReader()) {
                List<String> lines = reader.lines().toList();
                return process.waitFor() == 0 ? lines : List.of();
            }
        } catch (IOException notInstalled) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
