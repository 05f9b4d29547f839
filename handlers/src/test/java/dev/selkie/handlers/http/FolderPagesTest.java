package dev.selkie.handlers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderPagesTest {
    private static final List<String> FOLDER = List.of("folder");
    private static final List<String> OTHER = List.of("other");
    private static final long MILLISECOND = Duration.ofMillis(1).toNanos();

    @TempDir
    private Path folder;

    private Path root;
    private FolderPages pages;
    private final List<Long> rests = new ArrayList<>();
    private long now;
    private long stepNanos = 1;

    @BeforeEach
    void makeAFolder() throws IOException {
        root = folder.toRealPath();
        Files.createDirectory(root.resolve("folder"));
        Files.createDirectory(root.resolve("other"));
        Files.writeString(root.resolve("file"), "");
        pages = new FolderPages(new Tree(root), rests::add);
    }

    private Page page(List<String> way, long askedNanos) throws IOException {
        return pages.page(way, askedNanos, this::passTime);
    }

    private long passTime() {
        now += stepNanos;
        return now;
    }

    @Test
    @DisplayName("B16: all who asked before a page was begun get it")
    void shouldGiveOnePageToAllWhoAskedBeforeItWasBegun() throws IOException {
        now = 100;
        Page first = page(FOLDER, 50);

        assertThat(page(FOLDER, 60)).isSameAs(first);
        assertThat(page(FOLDER, 100)).isSameAs(first);
    }

    @Test
    @DisplayName("B16: crowds that ask for several folders get one page of each")
    void shouldGiveOnePageOfEachOfSeveralFolders() throws IOException {
        now = 100;
        Page first = page(FOLDER, 50);
        Page other = page(OTHER, 50);

        assertThat(page(FOLDER, 60)).isSameAs(first);
        assertThat(page(OTHER, 60)).isSameAs(other);
    }

    @Test
    @DisplayName("B16: pages of a few folders are kept, however many there are")
    void shouldKeepPagesOfAFewFolders() throws IOException {
        now = 100;
        Page first = page(FOLDER, 50);
        for (int i = 0; i < 4; i++) {
            Files.createDirectory(root.resolve("another " + i));
            page(List.of("another " + i), 50);
        }

        assertThat(page(FOLDER, 60)).isNotSameAs(first);
    }

    @Test
    @DisplayName("B16: the pages that are kept are those that were given last")
    void shouldKeepThePagesThatWereGivenLast() throws IOException {
        now = 100;
        page(FOLDER, 50);
        for (int i = 0; i < 4; i++) {
            Files.createDirectory(root.resolve("another " + i));
        }
        for (int i = 0; i < 3; i++) {
            page(List.of("another " + i), 50);
        }
        Page again = page(FOLDER, now);
        page(List.of("another 3"), 50);

        assertThat(page(FOLDER, 60)).isSameAs(again);
    }

    @Test
    void shouldShowWhatWasThereWhenItWasAskedFor() throws IOException {
        Page before = page(FOLDER, now);
        Files.writeString(root.resolve("folder/new"), "");
        Page after = page(FOLDER, now);

        assertThat(text(before)).doesNotContain("new");
        assertThat(text(after)).contains("new");
    }

    @Test
    void shouldShowTheOthersWhereALinkLeadsIntoAFolderThatMayNotBeRead() throws IOException {
        Files.writeString(root.resolve("other/behind"), "");
        Files.createSymbolicLink(root.resolve("folder/way in"), Path.of("../other/behind"));
        Files.writeString(root.resolve("folder/shown"), "");
        Files.setPosixFilePermissions(root.resolve("other"), PosixFilePermissions.fromString("-wx--x--x"));
        assumeThat(Files.isReadable(root.resolve("other")))
                .as("root may read all")
                .isFalse();

        assertThat(text(page(FOLDER, 0))).contains("shown").doesNotContain("way in");
    }

    @Test
    void shouldNotGiveThePageOfAFolderForAnother() throws IOException {
        now = 100;
        assertThat(text(page(FOLDER, 0))).contains("/folder");
        assertThat(text(page(OTHER, 0))).contains("/other");
    }

    @Test
    @DisplayName("L9: pages leave processors to others")
    void shouldRestAfterAPageForAsLongAsItTook() throws IOException {
        page(FOLDER, now);
        stepNanos = MILLISECOND;
        page(FOLDER, now);
        page(FOLDER, now);
        stepNanos = Duration.ofHours(1).toNanos();
        page(FOLDER, now);
        stepNanos = 0;
        page(FOLDER, now);

        assertThat(rests.get(0)).isNotPositive();
        assertThat(rests.get(1)).isNotPositive();
        assertThat(rests.get(2)).isBetween(0L, MILLISECOND);
        assertThat(rests.get(3)).isNotPositive();
        assertThat(rests.get(4)).isEqualTo(100 * MILLISECOND);
    }

    @Test
    void shouldFindNoPageWhereNoFolderIs() {
        assertThatThrownBy(() -> page(List.of("none"), 0)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> page(List.of("file"), 0)).isInstanceOf(NoSuchFileException.class);
    }

    private static String text(Page page) {
        return IndexPageTest.text(page);
    }
}
