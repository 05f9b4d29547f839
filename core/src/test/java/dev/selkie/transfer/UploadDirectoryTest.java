package dev.selkie.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selkie.loop.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UploadDirectoryTest {
    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private long parts() throws IOException {
        return names().stream().filter(name -> name.endsWith(".part")).count();
    }

    @Test
    void shouldSayWhyNothingCanBeStored() throws Exception {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> UploadDirectory.open(missing))
                .isInstanceOf(UploadException.class)
                .hasMessage(
                        "cannot store files in " + missing + ": no such file or directory; create it or name another");
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> UploadDirectory.open(file))
                .hasMessage("cannot store files in " + file + ": it is no directory; name another");
        Path notWritable = Path.of("/proc/self");
        if (Files.isDirectory(notWritable)) {
            assertThatThrownBy(() -> UploadDirectory.open(notWritable))
                    .hasMessageMatching("cannot store files in /proc/self: .+; name one that may be written to");
        }
        assertThat(names()).containsExactly("file");
    }

    @Test
    @DisplayName("F17: what the dead have left is deleted, and nothing else")
    void shouldSweepWhatTheDeadHaveLeft() throws Exception {
        List<String> dead = List.of(
                ".selkie-0123456789abcdef.lock",
                ".selkie-0123456789abcdef-1.part",
                ".selkie-0123456789abcdef-22.part",
                ".selkie-fedcba9876543210-1.part");
        List<String> others = List.of(
                ".selkie-0123456789abcdef-1.parts",
                ".selkie-0123456789ABCDEF-1.part",
                ".selkie-x.lock",
                ".selkie-notes",
                "selkie-0123456789abcdef-1.part",
                "received.part");
        for (List<String> some : List.of(dead, others)) {
            for (String name : some) {
                Files.createFile(folder.resolve(name));
            }
        }
        Files.createDirectory(folder.resolve(".selkie-0123456789abcdee-1.part"));
        UploadDirectory.open(folder).close();

        assertThat(names())
                .containsAll(others)
                .contains(".selkie-0123456789abcdee-1.part")
                .hasSize(7);
    }

    /** The lock of the first would be given up if this process closed another channel of its file. */
    @Test
    void shouldLeaveAloneWhatAnotherProcessIsReceiving() throws Exception {
        try (var loop = new EventLoop();
                var first = UploadDirectory.open(folder);
                var second = UploadDirectory.open(folder)) {
            Upload upload = first.begin(loop, "a", UploadOptions.defaults(), () -> {});
            upload.write(ByteBuffer.allocate(10));
            Awaitility.await().until(() -> parts() == 1);
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Opener.class.getName(),
                            folder.toString())
                    .inheritIO()
                    .start();
            assertThat(other.waitFor()).isZero();
            assertThat(parts()).isEqualTo(1);
            assertThat(second).hasToString(first.toString());
            upload.cancel();
        }
    }

    /** Another process, which opens the directory, and sweeps it by that. */
    static final class Opener {
        public static void main(String[] args) throws IOException {
            UploadDirectory.open(Path.of(args[0])).close();
        }
    }

    @Test
    void shouldLeaveAloneWhatOthersOfThisProcessAreReceiving() throws Exception {
        try (var loop = new EventLoop();
                var first = UploadDirectory.open(folder)) {
            Upload upload = first.begin(loop, "a", UploadOptions.defaults(), () -> {});
            upload.write(ByteBuffer.allocate(10));
            Awaitility.await().until(() -> parts() == 1);
            try (var second = UploadDirectory.open(folder)) {
                assertThat(parts()).isEqualTo(1);
                assertThat(second).hasToString(folder.toRealPath().toString());
            }
            upload.finish();
            loop.runUntil(() -> upload.outcome().toCompletableFuture().isDone());
            assertThat(upload.outcome().toCompletableFuture().join()).hasSize(10);
        }
        assertThat(names()).containsExactly("a");
    }

    @Test
    void shouldLeaveNothingWhereTheLoopIsClosedInTheMiddle() throws Exception {
        var loop = new EventLoop();
        try (var directory = UploadDirectory.open(folder)) {
            Upload writing = directory.begin(loop, "a", UploadOptions.defaults(), () -> {});
            writing.write(ByteBuffer.allocate(1_000_000));
            Upload storing = directory.begin(loop, "b", UploadOptions.defaults(), () -> {});
            storing.finish();
            loop.close();
            writing.cancel();
            storing.cancel();
        }
        assertThat(names()).isSubsetOf("b"); // it was about to be stored, and is whole
    }

    @Test
    void shouldStoreAThousandOneAfterAnotherAndAtOnce() throws Exception {
        try (var loop = new EventLoop();
                var directory = UploadDirectory.open(folder)) {
            int[] stored = {0};
            for (int i = 0; i < 1_000; i++) {
                Upload upload = directory.begin(loop, "f" + i, UploadOptions.defaults(), () -> {});
                ByteBuffer bytes = ByteBuffer.allocate(i);
                while (!upload.write(bytes) && bytes.hasRemaining()) {
                    loop.runOnce(Duration.ofSeconds(1));
                }
                upload.finish().thenRun(() -> stored[0]++);
            }
            loop.runUntil(() -> stored[0] == 1_000);
        }
        assertThat(names()).hasSize(1_000);
        for (int i = 0; i < 1_000; i++) {
            assertThat(folder.resolve("f" + i)).hasSize(i);
        }
    }
}
