package dev.selkie.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of a whole run that is kept, beside the README, which shows some of it. */
class KeptPageTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path PAGE = Path.of("RESULTS.md");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| .*(?:C|Netty|\\d).* \\|$");
    private static final Pattern PICTURE = Pattern.compile("!\\[[^]]*]\\(([^)]+)\\)");

    @Test
    void shouldBeWhatTheReadmeShows() throws IOException {
        String inShort = section(Files.readString(PAGE), "## In short");
        String measurements = section(Files.readString(README), "## Measurements");

        assertThat(rows(measurements)).isNotEmpty().isEqualTo(rows(inShort));
    }

    @Test
    void shouldHaveItsPicturesBesideIt() throws IOException {
        for (Path text : List.of(README, PAGE)) {
            List<String> pictures = PICTURE.matcher(Files.readString(text))
                    .results()
                    .map(picture -> picture.group(1))
                    .toList();
            assertThat(pictures).isNotEmpty();
            assertThat(pictures)
                    .allSatisfy(
                            picture -> assertThat(text.resolveSibling(picture)).isRegularFile());
        }
    }

    /** It tells nothing of whose machine it was. */
    @Test
    void shouldTellNoPathOfTheMachineAndBeMadeOfWhatIsCommitted() throws IOException {
        assertThat(PAGE)
                .content()
                .doesNotContain("-dirty")
                .doesNotContainPattern("(?<![\\w.<>)/])/(?:home|root|tmp|usr|work)/");
    }

    private static String section(String text, String heading) {
        int start = text.indexOf(heading + "\n");
        assertThat(start).as(heading).isNotNegative();
        int end = text.indexOf("\n## ", start + heading.length());
        return text.substring(start, end < 0 ? text.length() : end);
    }

    private static List<String> rows(String section) {
        return ROW.matcher(section).results().map(row -> row.group()).toList();
    }
}
