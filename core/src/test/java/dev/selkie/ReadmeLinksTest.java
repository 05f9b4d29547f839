package dev.selkie;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the pages point to is there: a file of the tree, or a section of a page. */
class ReadmeLinksTest {
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```");
    private static final Pattern LINK = Pattern.compile("(?s)\\[[^]]*]\\(([^)#]*)#?([^)]*)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    private static String text(Path page) throws IOException {
        return CODE.matcher(Files.readString(page)).replaceAll("");
    }

    /** The names by which a page on GitHub is entered at its sections. */
    private static List<String> anchors(Path page) throws IOException {
        return HEADING.matcher(text(page))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\w -]", "").replace(' ', '-'))
                .toList();
    }

    @Test
    void shouldPointToFilesAndSectionsThatAreThere() throws IOException {
        for (Path page : ReadmeTest.PAGES) {
            var links = LINK.matcher(text(page)).results().toList();
            assertThat(links).as(page.toString()).isNotEmpty();
            for (var link : links) {
                Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
                assertThat(target).as(page + ": " + link.group()).exists();
                if (!link.group(2).isEmpty()) {
                    assertThat(anchors(target)).as(page + ": " + link.group()).contains(link.group(2));
                }
            }
        }
    }

    @Test
    void shouldLeadFromTheFirstPageToEveryOther() throws IOException {
        Path first = ReadmeTest.PAGES.get(0);
        List<Path> reached = LINK.matcher(text(first))
                .results()
                .map(link -> first.resolveSibling(link.group(1)).normalize())
                .toList();
        assertThat(reached)
                .containsAll(
                        ReadmeTest.PAGES.stream().skip(1).map(Path::normalize).toList());
    }
}
