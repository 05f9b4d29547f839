package dev.selkie.handlers.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handlers.http.IndexPage.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexPageTest {
    private static final Instant TIME = Instant.parse("2026-11-20T12:34:56Z");

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "10239, 10 KiB",
        "300000, 293 KiB",
        "1048575, 1.0 MiB",
        "1048576, 1.0 MiB",
        "5000000000, 4.7 GiB",
        "9223372036854775807, 8.0 EiB",
    })
    void shouldSaySizesAsPeopleDo(long bytes, String said) {
        assertThat(IndexPage.size(bytes)).isEqualTo(said);
    }

    @Test
    @DisplayName("H13: names are no markup")
    void shouldEscapeWhatNamesHoldAndLinkToWhatTheyAre() {
        String page =
                page(List.of("a&b"), new Entry("<script>.js", false, 1536, TIME), new Entry("x y", true, 0, TIME));

        assertThat(page)
                .contains(
                        "<title>/a&amp;b</title>",
                        "<a href=\"%3Cscript%3E.js\">&lt;script&gt;.js</a>",
                        "1.5 KiB",
                        "2026-11-20 12:34",
                        "<a href=\"x%20y/\">x y/</a>",
                        "<a href=\"../\">Parent folder</a>",
                        "1 folder, 1 file, 1.5 KiB")
                .doesNotContain("<script");
    }

    @Test
    @DisplayName("B16: a page of ten thousand names that are as long as can be")
    void shouldShowFewerNamesWhereTheyAreVeryLong() {
        var entry = new Entry("'".repeat(255), false, 1, TIME);
        Page page = IndexPage.of(List.of(), Collections.nCopies(Listing.MOST, entry), false);

        assertThat(page.length()).isBetween(3_000_000L, 3_200_000L);
        assertThat(text(page)).contains(" files, ", " and more, too many to show: ask for those by name.");
    }

    @Test
    void shouldLinkToEachFolderOnTheWay() {
        assertThat(page(List.of("a", "b", "c")))
                .contains(
                        "<a href=\"/\">Files</a> / <a href=\"../../\">a</a> / <a href=\"../\">b</a> / <a href=\"./\">c</a>",
                        "Nothing is here.");
        assertThat(page(List.of())).doesNotContain("Parent folder");
    }

    @Test
    void shouldShowFoldersFirstAndWhatCanBeAskedForOnly(@TempDir Path folder) throws Exception {
        Path root = Files.createDirectory(folder.toRealPath().resolve("root"));
        for (String file : List.of("b.txt", "C.txt", "a.txt", ".hidden", "back\\slash", "line\nfeed")) {
            Files.writeString(root.resolve(file), "x");
        }
        for (String name : List.of("z", "Y", ".git")) {
            Files.createDirectory(root.resolve(name));
        }
        Files.createSymbolicLink(root.resolve("inside"), Path.of("z"));
        Files.createSymbolicLink(root.resolve("outside"), Path.of(".."));
        Files.createSymbolicLink(root.resolve("secret"), Path.of(".hidden"));
        Files.createSymbolicLink(root.resolve("nowhere"), Path.of("none"));
        new ProcessBuilder("mkfifo", root.resolve("fifo").toString()).start().waitFor();

        assertThat(names(list(root))).containsExactly("inside/", "Y/", "z/", "a.txt", "b.txt", "C.txt");
    }

    @Test
    void shouldShowNoMoreThanAPageHolds(@TempDir Path root) throws Exception {
        root = root.toRealPath();
        for (int i = 0; i < Listing.MOST; i++) {
            Files.createFile(root.resolve("f" + i));
        }
        assertThat(names(list(root))).hasSize(Listing.MOST);
        assertThat(list(root)).contains("10,000 files").doesNotContain("too many");
        Files.createFile(root.resolve("one-more"));
        assertThat(names(list(root))).hasSize(Listing.MOST);
        assertThat(list(root)).contains("too many to show");
    }

    private static String page(List<String> way, Entry... entries) {
        return text(IndexPage.of(way, List.of(entries), false));
    }

    static String text(Page page) {
        return page.pieces().stream().map(piece -> new String(piece, UTF_8)).collect(Collectors.joining());
    }

    private static String list(Path root) throws Exception {
        var tree = new Tree(root);
        try (var folder = (Folder) tree.find(List.of())) {
            return text(new Listing(tree, List.of()).page(folder));
        }
    }

    private static List<String> names(String page) {
        var names = new ArrayList<String>();
        var link = Pattern.compile("<td class=\"name\"><a href=\"[^\"]*\">([^<]*)</a>")
                .matcher(page);
        while (link.find()) {
            names.add(link.group(1));
        }
        return names;
    }
}
