package dev.selkie.handlers;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every way to break that {@code faults.txt} lists has a test that names its number, or a reason; {@code FAULTS.md} is the
 * table of both. To write it anew: {@code mvn -pl core,handlers -am test -Dtest=FaultsTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dselkie.writeFaults=true}.
 *
 * <p>A test names what it proves at the beginning of its {@code @DisplayName}, as in {@code "B3 B23 a write …"} or
 * {@code "A9, P7: …"}. Other lists have numbers too: S, N, D and P are the cases taken from CPython's tests, so a fault of the
 * PROXY protocol is named {@code "PROXY P1"} there.
 */
class FaultsTest {
    private static final Path LIST = Path.of("src", "test", "resources", "faults.txt");
    private static final Path TABLE = Path.of("FAULTS.md");
    private static final String OTHER_LISTS = "SNDP";

    private static final Pattern DISPLAY_NAME = Pattern.compile("@DisplayName\\(\\s*\"([^\"]*)\"");
    private static final Pattern NUMBERS = Pattern.compile("(?:(?:PROXY )?[A-Z][0-9]{1,2}(?:[,: ]+|$))*");
    private static final Pattern NUMBER = Pattern.compile("(PROXY )?([A-Z])([0-9]+)");

    /** The files of the tests that name each number. */
    private final Map<String, SortedSet<Path>> tests = new TreeMap<>();

    private record Fault(String number, String title, String excuse) {
        static Fault parse(String line) {
            String[] parts = line.split(" \\| ", -1);
            String[] begin = parts[0].split(" ", 2);
            return new Fault(begin[0], begin[1], parts.length > 1 ? parts[1] : "");
        }
    }

    FaultsTest() throws IOException {
        for (String module : List.of("core", "handlers", "bench")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "test", "java"))) {
                for (Path file : files.filter(FaultsTest::isRun).toList()) {
                    DISPLAY_NAME
                            .matcher(Files.readString(file))
                            .results()
                            .flatMap(name -> numbersOf(name.group(1)).stream())
                            .forEach(number -> tests.computeIfAbsent(number, any -> new TreeSet<>())
                                    .add(file));
                }
            }
        }
    }

    private static boolean isRun(Path file) {
        return file.getFileName().toString().endsWith("Test.java");
    }

    private static Set<String> numbersOf(String displayName) {
        var beginning = NUMBERS.matcher(displayName);
        Set<String> numbers = new HashSet<>();
        if (beginning.lookingAt()) {
            var number = NUMBER.matcher(beginning.group());
            while (number.find()) {
                if (number.group(1) != null || !OTHER_LISTS.contains(number.group(2))) {
                    numbers.add(number.group(2) + number.group(3));
                }
            }
        }
        return numbers;
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(LIST);
    }

    private static boolean isFault(String line) {
        return !line.isEmpty() && !line.startsWith("#");
    }

    private static List<Fault> faults() throws IOException {
        return lines().stream().filter(FaultsTest::isFault).map(Fault::parse).toList();
    }

    @Test
    void shouldFindTheNumbersAtTheBeginningOfANameOnly() {
        assertThat(numbersOf("B3 B23 a write that fails")).containsExactlyInAnyOrder("B3", "B23");
        assertThat(numbersOf("N11, A11: both families")).containsExactly("A11");
        assertThat(numbersOf("P4, P5, O2: shutdown")).containsExactly("O2");
        assertThat(numbersOf("PROXY P4, P5: no address")).containsExactly("P4");
        assertThat(numbersOf("C1")).containsExactly("C1");
        assertThat(numbersOf("of C1 and A4 paper")).isEmpty();
        assertThat(numbersOf("UDP: a server")).isEmpty();
        assertThat(numbersOf("A1b: no number")).isEmpty();
    }

    @Test
    void shouldHaveATestOrAReasonForEveryFaultAndNeverBoth() throws IOException {
        List<String> wrong = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (Fault fault : faults()) {
            boolean tested = tests.containsKey(fault.number());
            if (!known.add(fault.number())) {
                wrong.add(fault.number() + " is listed twice");
            } else if (!tested && fault.excuse().isEmpty()) {
                wrong.add("no test names " + fault.number() + ": " + fault.title());
            } else if (tested && !fault.excuse().isEmpty()) {
                wrong.add(fault.number() + " " + fault.excuse() + ", says faults.txt, but " + tests.get(fault.number())
                        + " names it");
            }
        }
        tests.forEach((number, files) -> {
            if (!known.contains(number)) {
                wrong.add(files + " names " + number + ", which faults.txt does not know");
            }
        });
        assertThat(wrong).isEmpty();
        assertThat(known).hasSize(149);
    }

    @Test
    void shouldShowInTheTableWhereEachIsTested() throws IOException {
        String table = table();
        if (Boolean.getBoolean("selkie.writeFaults")) {
            Files.writeString(TABLE, table);
        }
        assertThat(Files.readString(TABLE)).isEqualTo(table);
    }

    private String table() throws IOException {
        var table = new StringBuilder("""
                # How servers break, and what proves that this one does not

                Each number stands at the beginning of the `@DisplayName` of the tests that prove it. This page is made by
                [FaultsTest](src/test/java/dev/selkie/handlers/FaultsTest.java) of these names and of
                [faults.txt](src/test/resources/faults.txt); the build fails where it is no longer true.
                """);
        List<String> lines = lines();
        for (String line : lines.subList(lines.indexOf("# Accepting"), lines.size())) {
            if (line.startsWith("# ")) {
                table.append("\n#").append(line).append("\n\n| | what goes wrong | tested by |\n| --- | --- | --- |\n");
            } else if (isFault(line)) {
                table.append(row(Fault.parse(line)));
            }
        }
        return table.toString();
    }

    private String row(Fault fault) {
        SortedSet<Path> files = tests.get(fault.number());
        String proof = files == null
                ? fault.excuse()
                : files.stream().map(FaultsTest::link).collect(joining(", "));
        return "| " + String.join(" | ", List.of(fault.number(), fault.title(), proof)) + " |\n";
    }

    private static String link(Path file) {
        String name = file.getFileName().toString().replace(".java", "");
        return "[" + name + "](" + file.toString().replace('\\', '/') + ")";
    }
}
