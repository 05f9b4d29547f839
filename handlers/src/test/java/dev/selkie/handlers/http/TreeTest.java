package dev.selkie.handlers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TreeTest {
    @TempDir
    private Path folder;

    private Path root;
    private Path outside;
    private Tree tree;

    @BeforeEach
    void plant() throws Exception {
        folder = folder.toRealPath();
        root = Files.createDirectory(folder.resolve("root"));
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("a"), "outside");
        Files.createDirectories(root.resolve("b/c"));
        Files.writeString(root.resolve("a"), "inside");
        Files.writeString(root.resolve("b/c/a"), "deep inside");
        Files.writeString(root.resolve(".secret"), "secret");
        tree = new Tree(root);
    }

    private String read(String way) throws IOException {
        try (Found found = tree.find(List.of(way.split("/")))) {
            assertThat(found).isInstanceOf(OpenFile.class);
            OpenFile file = (OpenFile) found;
            return new String(file.read(0, (int) file.size()).array());
        }
    }

    private void assertMissing(String way) {
        assertThatThrownBy(() -> read(way)).as(way).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void shouldFindFilesAndFolders() throws Exception {
        assertThat(read("a")).isEqualTo("inside");
        assertThat(read("b/c/a")).isEqualTo("deep inside");
        try (Found found = tree.find(List.of("b"));
                Found top = tree.find(List.of())) {
            assertThat(found).isInstanceOf(Folder.class);
            assertThat(top).isInstanceOf(Folder.class);
        }
    }

    @Test
    @DisplayName("F10: no way through a file")
    void shouldFindNothingBehindAFileOrANameThatIsNone() {
        assertMissing("none");
        assertMissing("none/a");
        assertMissing("a/b");
        assertMissing("b/c/a/d");
    }

    @Test
    void shouldFindNothingByANameThatNoFileCanHaveHereBehindALinkOrNot() throws Exception {
        String unmappable = "\ud800"; // here; without a locale, any letter that is not ASCII
        Files.createSymbolicLink(root.resolve("way"), Path.of("b"));

        assertMissing(unmappable);
        assertMissing("b/" + unmappable);
        assertMissing("way/" + unmappable);
    }

    @Test
    void shouldFollowLinksThatStayInside() throws Exception {
        Files.createSymbolicLink(root.resolve("file"), Path.of("b/c/a"));
        Files.createSymbolicLink(root.resolve("way"), root.resolve("b"));
        Files.createSymbolicLink(root.resolve("b/up"), Path.of(".."));

        assertThat(read("file")).isEqualTo("deep inside");
        assertThat(read("way/c/a")).isEqualTo("deep inside");
        assertThat(read("b/up/a")).isEqualTo("inside");
        try (Found found = tree.find(List.of("b", "up"))) {
            assertThat(found).isInstanceOf(Folder.class);
        }
        assertThat(tree.attributesBehindLink(List.of("file")).size()).isEqualTo(11);
        assertThat(tree.attributesBehindLink(List.of("b", "up")).isDirectory()).isTrue();
    }

    @Test
    @DisplayName("F11: links that lead out")
    void shouldNotFollowLinksThatLeadOutOrToWhatIsNotShown() throws Exception {
        Files.createSymbolicLink(root.resolve("file"), outside.resolve("a"));
        Files.createSymbolicLink(root.resolve("relative"), Path.of("../outside/a"));
        Files.createSymbolicLink(root.resolve("way"), outside);
        Files.createSymbolicLink(root.resolve("chain"), root.resolve("way"));
        Files.createSymbolicLink(root.resolve("parent"), Path.of(".."));
        Files.createSymbolicLink(root.resolve("beside"), Path.of("../root-2"));
        Files.createSymbolicLink(root.resolve("secret"), Path.of(".secret"));
        Files.createSymbolicLink(root.resolve("nowhere"), Path.of("none"));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        Files.writeString(Files.createDirectory(folder.resolve("root-2")).resolve("a"), "beside");

        for (String way : List.of(
                "file",
                "relative",
                "way",
                "way/a",
                "chain/a",
                "parent/outside/a",
                "beside/a",
                "secret",
                "nowhere",
                "loop",
                "loop/a")) {
            assertMissing(way);
            assertThatThrownBy(() -> tree.attributesBehindLink(List.of(way.split("/"))))
                    .isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    @DisplayName("F9: a fifo, a device")
    void shouldNotEvenOpenWhatIsNoFile() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", root.resolve("fifo").toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThatThrownBy(() -> read("fifo")).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> new Tree(Path.of("/dev")).find(List.of("zero")))
                .isInstanceOf(AccessDeniedException.class);
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // no interrupt wakes who opens a pipe
    @DisplayName("F9: a pipe is not opened as the folder of a name either, which waited for its writer for ever")
    void shouldNotOpenAPipeOnTheWayToAName() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", root.resolve("fifo").toString())
                        .start()
                        .waitFor())
                .isZero();

        assertMissing("fifo/a");
        assertMissing("fifo/b/a");
    }

    /** Somebody who may write inside turns a file, and a folder on the way, into links out and back all the time. */
    @Test
    @DisplayName("F11: links that are swapped meanwhile")
    void shouldNeverReadOutsideWhileLinksAreSwapped() throws Exception {
        Files.createDirectory(root.resolve("d"));
        Files.writeString(root.resolve("d/a"), "inside");
        var over = new AtomicBoolean();
        var swapper = new Thread(() -> {
            try {
                while (!over.get()) {
                    swap(root.resolve("swapped"), root.resolve("d/a"), outside.resolve("a"));
                    swap(root.resolve("way"), root.resolve("d"), outside);
                }
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        });
        swapper.start();
        int read = 0;
        try {
            for (int i = 0; i < 10_000 || (read == 0 && i < 1_000_000); i++) {
                try {
                    assertThat(read(i % 2 == 0 ? "swapped" : "way/a")).isEqualTo("inside");
                    read++;
                } catch (NoSuchFileException | ReplacedException outOfReach) {
                    // as it should be
                }
            }
        } finally {
            over.set(true);
            swapper.join();
        }
        assertThat(read).isPositive();
    }

    private void swap(Path place, Path inside, Path out) throws IOException {
        Path next = root.resolve("next");
        Files.createSymbolicLink(next, out);
        Files.move(next, place, StandardCopyOption.ATOMIC_MOVE);
        Files.createSymbolicLink(next, inside);
        Files.move(next, place, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    @DisplayName("F4: files that are replaced meanwhile")
    void shouldReadOneVersionWhileFilesAreReplaced() throws Exception {
        var over = new AtomicBoolean();
        var replacer = new Thread(() -> {
            try {
                for (int i = 0; !over.get(); i++) {
                    Files.writeString(root.resolve(".next"), "x".repeat(i % 2 == 0 ? 10 : 20));
                    Files.move(root.resolve(".next"), root.resolve("a"), StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        });
        replacer.start();
        try {
            for (int i = 0; i < 3000; i++) {
                try (Found found = tree.find(List.of("a"))) {
                    OpenFile file = (OpenFile) found;
                    assertThat(file.channel().size()).isEqualTo(file.size());
                } catch (ReplacedException again) {
                    // ten times: whoever asked is told to come again
                }
            }
        } finally {
            over.set(true);
            replacer.join();
        }
    }
}
