package dev.selkie;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.loop.EventLoop;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house stands: each floor imports only those below it, and the network, the clock and sleep come in by one door. */
class FloorsTest {
    /** From the ground up. */
    private static final List<String> FLOORS =
            List.of("loop", "transport", "transfer", "connection", "handler", "server", "simulation");

    /** What only {@link EventLoop} may do, for all. */
    private static final Pattern DOORS = Pattern.compile("java/lang/System\\.(nanoTime|currentTimeMillis):"
            + "|java/lang/Thread\\.sleep:|java/util/concurrent/TimeUnit\\.sleep:|java/util/concurrent/locks/LockSupport\\.park"
            + "|java/time/(Instant|LocalDateTime|LocalTime|ZonedDateTime)\\.now:|java/time/Clock\\.system"
            + "|java/nio/channels/(SocketChannel|ServerSocketChannel|DatagramChannel|Selector|Pipe)\\.open:"
            + "|java/net/(Server|Datagram)?Socket\\.\"<init>\":"
            + "|java/nio/channels/spi/SelectorProvider\\.provider:");

    private static final Pattern SETS_INTEREST_OPS =
            Pattern.compile("java/nio/channels/SelectionKey\\.interestOps(Or|And)?:\\(I\\)");

    private static final Pattern EDGE = Pattern.compile("dev\\.selkie\\.(\\w+)\\S* +-> dev\\.selkie\\.(\\w+)");

    record Edge(String from, String to) {}

    // ---- floors

    private static List<Edge> upward(List<Edge> edges) {
        return edges.stream()
                .filter(edge -> FLOORS.indexOf(edge.from()) <= FLOORS.indexOf(edge.to()))
                .toList();
    }

    private static List<Edge> edges(Path classes) {
        // Not the root, where module-info is: jdeps would look for the modules it requires.
        String out = run("jdeps", "-verbose:package", classes.resolve("dev").toString());
        return EDGE.matcher(out)
                .results()
                .map(edge -> new Edge(edge.group(1), edge.group(2)))
                .filter(edge -> !edge.from().equals(edge.to()))
                .toList();
    }

    @Test
    void shouldImportOnlyFloorsBelow() {
        List<Edge> edges = edges(classes());
        // That jdeps was understood.
        assertThat(edges).contains(new Edge("transfer", "transport"), new Edge("server", "handler"));
        assertThat(edges)
                .allSatisfy(edge -> assertThat(FLOORS).contains(edge.from()).contains(edge.to()));
        assertThat(upward(edges)).isEmpty();
    }

    @Test
    void shouldNoticeAnImportOfAFloorAbove() {
        Edge wrong = new Edge("transport", "connection");
        assertThat(upward(List.of(new Edge("server", "loop"), wrong, new Edge("transfer", "transport"))))
                .containsExactly(wrong);
    }

    @Test
    void shouldKnowAllFloors() throws IOException {
        try (Stream<Path> folders = Files.list(classes().resolve("dev/selkie"))) {
            assertThat(folders.map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(FLOORS);
        }
    }

    // ---- doors

    @Test
    void shouldTakeTheClockAndTheNetworkFromTheLoop() throws IOException {
        assertThat(doors(disassembled(classes())))
                .isEqualTo(Map.of(
                        "dev.selkie.loop.EventLoop",
                        List.of("java/lang/System.nanoTime:", "java/nio/channels/spi/SelectorProvider.provider:"),
                        "dev.selkie.server.TcpServer",
                        List.of("java/nio/channels/spi/SelectorProvider.provider:"),
                        "dev.selkie.server.UdpServer",
                        List.of("java/nio/channels/spi/SelectorProvider.provider:"),
                        "dev.selkie.server.UnixServer",
                        List.of("java/nio/channels/spi/SelectorProvider.provider:")));
    }

    @Test
    void shouldTakeTheJdksClockAndNetworkOnlyAsADefault() {
        String[] methods = run("javap", "-p", "-c", "-cp", classes().toString(), EventLoop.class.getName())
                .split("\n\n");
        assertThat(methods)
                .as("no method reads the clock: the constructor passes it on")
                .noneMatch(method -> method.contains("java/lang/System.nanoTime"));
        assertThat(methods)
                .filteredOn(method -> method.contains("SelectorProvider.provider:()"))
                .singleElement()
                .asString()
                .contains("public dev.selkie.loop.EventLoop() ");
    }

    @Test
    void shouldNoticeAClassThatReadsTheClockAndOpensAChannel() {
        String name = ByTheWindow.class.getName();
        assertThat(doors(disassembled(place(ByTheWindow.class), List.of(name))))
                .isEqualTo(Map.of(
                        name,
                        List.of(
                                "java/lang/System.nanoTime:",
                                "java/lang/Thread.sleep:",
                                "java/nio/channels/SocketChannel.open:")));
    }

    static final class ByTheWindow {
        void climb(SelectionKey key) throws IOException, InterruptedException {
            LongSupplier clock = System::nanoTime;
            Thread.sleep(clock.getAsLong() & 1);
            SocketChannel.open().close();
            key.interestOps(0);
        }
    }

    /** What each class refers to of that which only the loop may, from its constant pool: method references are there too. */
    private static Map<String, List<String>> doors(Map<String, String> disassembled) {
        Map<String, List<String>> doors = new TreeMap<>();
        disassembled.forEach((name, text) -> {
            List<String> found = text.lines()
                    .filter(line -> line.contains("= Methodref") || line.contains("= InterfaceMethodref"))
                    .map(DOORS::matcher)
                    .filter(Matcher::find)
                    .map(Matcher::group)
                    .sorted()
                    .toList();
            if (!found.isEmpty()) {
                doors.put(name, found);
            }
        });
        return doors;
    }

    // ---- interest ops

    @Test
    void shouldSetInterestOpsInOnePlaceOfEachOwner() throws IOException {
        assertThat(placesThatSetInterestOps(disassembled(classes())))
                .isEqualTo(Map.of(
                        "dev.selkie.connection.Datagrams",
                        1L,
                        "dev.selkie.connection.StreamConnection",
                        1L,
                        "dev.selkie.server.Acceptor",
                        1L));
    }

    @Test
    void shouldNoticeAnotherPlaceThatSetsInterestOps() {
        String name = ByTheWindow.class.getName();
        assertThat(placesThatSetInterestOps(disassembled(place(ByTheWindow.class), List.of(name))))
                .isEqualTo(Map.of(name, 1L));
    }

    private static Map<String, Long> placesThatSetInterestOps(Map<String, String> disassembled) {
        Map<String, Long> places = new TreeMap<>();
        disassembled.forEach((name, text) -> {
            long count = text.lines()
                    .filter(line -> line.contains(": invoke"))
                    .filter(line -> SETS_INTEREST_OPS.matcher(line).find())
                    .count();
            if (count > 0) {
                places.put(name, count);
            }
        });
        return places;
    }

    // ---- tools

    private static Path classes() {
        return place(EventLoop.class);
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException failure) {
            throw new AssertionError(failure);
        }
    }

    private static Map<String, String> disassembled(Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            return disassembled(
                    classes,
                    files.map(file -> classes.relativize(file).toString())
                            .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                            .map(file -> file.replaceAll("\\.class$", "").replace(File.separatorChar, '.'))
                            .toList());
        }
    }

    /** What {@code javap -v} tells of each class. */
    private static Map<String, String> disassembled(Path classes, List<String> names) {
        List<String> arguments = new ArrayList<>(List.of("-p", "-v", "-cp", classes.toString()));
        arguments.addAll(names);
        String[] texts = run("javap", arguments.toArray(String[]::new)).split("(?m)^Classfile ");
        assertThat(texts).hasSize(names.size() + 1); // nothing stands before the first
        Map<String, String> disassembled = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            assertThat(texts[i + 1]).contains(names.get(i).replace('.', File.separatorChar) + ".class");
            disassembled.put(names.get(i), texts[i + 1]);
        }
        return disassembled;
    }

    private static String run(String tool, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = ToolProvider.findFirst(tool)
                .orElseThrow()
                .run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        assertThat(status).as("%s: %s%s", tool, out, err).isZero();
        return out.toString();
    }
}
