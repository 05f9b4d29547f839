package dev.selkie.bench.peer;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A server of ours in Java.
 *
 * @param programs the classes to run
 * @param arguments what they are given, before what the service needs
 * @param needsJava the first version of Java that has it
 */
record JavaPeer(String name, Map<Service, Class<?>> programs, List<String> arguments, int needsJava, boolean hasChunks)
        implements Peer {
    JavaPeer(String name, Map<Service, Class<?>> programs, String... arguments) {
        this(name, programs, List.of(arguments), 0, false);
    }

    /** None of them logs; without this SLF4J would look for a library to do so, or complain. */
    private static final List<String> NO_LOGGING = List.of(
            "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider", "-Dslf4j.internal.verbosity=WARN");

    /** The transport whose native library this program has for one kind of machine. */
    static final String NETTY_EPOLL = "EPOLL";

    private static final String NETTY_MACHINE = "Linux amd64";

    @Override
    public boolean serves(Service service) {
        return programs.containsKey(service);
    }

    @Override
    public boolean isJava() {
        return true;
    }

    @Override
    public Optional<String> missing(Setup setup) {
        if (arguments.contains(NETTY_EPOLL)
                && !NETTY_MACHINE.equals(System.getProperty("os.name") + " " + System.getProperty("os.arch"))) {
            return Optional.of("its native library is for Linux on x86-64 only");
        }
        return needsJava > 0 && version(setup.java()) < needsJava
                ? Optional.of("needs Java " + needsJava)
                : Optional.empty();
    }

    @Override
    public List<String> command(Service service, Setup setup) {
        List<String> command = new ArrayList<>(java(setup.java()));
        command.addAll(NO_LOGGING);
        command.add(requireNonNull(programs.get(service)).getName());
        command.addAll(arguments);
        switch (service) {
            case FILES -> command.addAll(List.of(setup.file().toString(), String.valueOf(setup.chunkBytes())));
            case HTTP, HELLO -> command.add(setup.documents().toString());
            case ECHO, UDP -> {}
        }
        return command;
    }

    /** The beginning of a command that runs a class of this program. */
    static List<String> java(Path java) {
        return List.of(java.toString(), "-cp", System.getProperty("java.class.path"));
    }

    private static int version(Path java) {
        try {
            Process process = Children.start(new ProcessBuilder(java.toString(), "--version"));
            try {
                String first = new String(
                        process.getInputStream().readAllBytes(), System.getProperty("native.encoding", "UTF-8"));
                process.waitFor(10, TimeUnit.SECONDS);
                return Runtime.Version.parse(first.split("\\s+", 3)[1]).feature();
            } finally {
                Children.end(process);
            }
        } catch (IOException | InterruptedException | RuntimeException failure) {
            return 0;
        }
    }
}
