package dev.selkie.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selkie.connection.CloseReason;
import dev.selkie.testing.Client;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class UploadTest {
    private static final UploadOptions ANY = UploadOptions.defaults();

    @TempDir
    Path folder;

    private UploadDirectory directory;
    private final List<StoringHandler> handlers = new ArrayList<>();
    private IntFunction<StoringHandler> factory = number -> new StoringHandler(directory, "f" + number, ANY);
    private Stage stage;

    @BeforeEach
    void start() throws IOException {
        directory = UploadDirectory.open(folder);
        stage = new Stage(() -> {
            StoringHandler handler = factory.apply(handlers.size());
            handlers.add(handler);
            return handler;
        });
    }

    @AfterEach
    void stopAndLeaveNothingBehind() throws IOException {
        stage.close();
        directory.close();
        assertThat(hidden()).isEmpty();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private List<String> hidden() throws IOException {
        return names().stream().filter(name -> name.startsWith(".")).toList();
    }

    private List<String> stored() throws IOException {
        return names().stream().filter(name -> !name.startsWith(".")).toList();
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    /** The next connection's file: sends it all and waits for its outcome. */
    private StoringHandler send(String name, UploadOptions options, byte[] bytes) throws IOException {
        factory = number -> new StoringHandler(directory, name, options);
        return send(bytes);
    }

    private StoringHandler send(byte[] bytes) throws IOException {
        int before = handlers.size();
        Client client = stage.connect();
        stage.stepUntil(() -> handlers.size() > before);
        StoringHandler handler = handlers.get(before);
        ByteBuffer source = ByteBuffer.wrap(bytes);
        stage.stepUntil(() -> {
            if (handler.reason == null && handler.failure == null) {
                client.sendSome(source);
            }
            return !source.hasRemaining() || handler.failure != null;
        });
        if (handler.failure == null) {
            client.endOutput();
        }
        stage.stepUntil(() -> handler.reason != null);
        assertThat(handler.outcomes).isEqualTo(1);
        return handler;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 256 * 1024, 256 * 1024 + 1, 5_000_000})
    void shouldStoreWhatCameUntilTheEndOfTheStream(int count) throws Exception {
        StoringHandler handler = send(bytes(count));

        assertThat(handler.failure).isNull();
        assertThat(handler.stored).isEqualTo(folder.toRealPath().resolve("f0")).hasBinaryContent(bytes(count));
        assertThat(handler.reason).isEqualTo(CloseReason.PEER_CLOSED);
        assertThat(stored()).containsExactly("f0");
    }

    @Test
    void shouldBeReadableByItsOwnerOnly() throws Exception {
        send(bytes(10));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("f0"))))
                .isEqualTo("rw-------");
    }

    @Test
    @DisplayName("F15: a peer that leaves in the middle leaves nothing")
    void shouldLeaveNothingOfAnUploadThatIsBrokenOff() throws Exception {
        var random = new Random(15);
        for (int i = 0; i < 20; i++) {
            Client client = stage.connect();
            client.send(bytes(random.nextInt(2_000_000)));
            client.reset();
            int number = i;
            stage.stepUntil(() -> handlers.size() > number && handlers.get(number).reason != null);
        }
        assertThat(stored()).isEmpty();
        assertThat(handlers).allSatisfy(handler -> {
            assertThat(handler.failure).hasMessageContaining("was given up");
            assertThat(handler.outcomes).isEqualTo(1);
        });
    }

    // ---- what was announced

    @Test
    void shouldComparePlannedLengthAndChecksum() throws Exception {
        byte[] bytes = bytes(1_000_000);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        UploadOptions announced = ANY.withExpectedBytes(bytes.length).withSha256(sha256);

        assertThat(send("a", announced, bytes).failure).isNull();
        assertThat(send("b", announced.withExpectedBytes(999_999), bytes).failure)
                .hasMessage("cannot store b: more than the 999999 bytes announced have come");
        assertThat(send("c", announced.withExpectedBytes(1_000_001), bytes).failure)
                .hasMessage("cannot store c: less than the 1000001 bytes announced have come");
        bytes[777_777]++;
        assertThat(send("d", announced, bytes).failure)
                .isInstanceOf(UploadException.class)
                .hasMessageMatching(
                        "cannot store d in .+: its SHA-256 is [0-9a-f]{64} and not " + sha256 + ": send it again");
        assertThat(stored()).containsExactly("a");
    }

    @Test
    @DisplayName("F18: the limit holds for what is announced and for what comes")
    void shouldKeepTheLimit() throws Exception {
        UploadOptions limited = ANY.withMaxBytes(1_000_000);

        assertThat(send("exact", limited, bytes(1_000_000)).failure).isNull();
        assertThat(send("long", limited, bytes(1_000_001)).failure)
                .hasMessage("cannot store long: it is longer than the 1000000 bytes allowed");
        assertThatThrownBy(() -> directory.begin(stage.loop(), "exa", limited.withExpectedBytes(1L << 60), () -> {}))
                .hasMessage("cannot store exa: it is longer than the 1000000 bytes allowed");
        assertThat(stored()).containsExactly("exact");
    }

    @Test
    void shouldRefuseOptionsThatMakeNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> ANY.withMaxBytes(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> ANY.withExpectedBytes(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> ANY.withSha256("abcd"));
        assertThatIllegalArgumentException().isThrownBy(() -> ANY.withSha256("x".repeat(64)));
    }

    // ---- names

    @ParameterizedTest
    @ValueSource(strings = {"a", "A", "0", "_", "a.txt", "a-b_c.tar.gz", "a..b", "a.", "part", "a.part.txt"})
    void shouldTakeAPlainName(String name) throws Exception {
        assertThat(send(name, ANY, bytes(1)).failure).isNull();
        assertThat(stored()).containsExactly(name);
    }

    @ParameterizedTest
    @DisplayName("F13: no path in the name of an upload")
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "/",
                "//",
                "/etc/passwd",
                "../a",
                "..\\a",
                "a/b",
                "a/../b",
                "./a",
                "a/",
                "a\\b",
                "C:a",
                "C:\\a",
                "~",
                "~root",
                "-a",
                "-rf",
                ".a",
                ".htaccess",
                ".selkie-0000000000000000.lock",
                "a b",
                " a",
                "a ",
                "a\n",
                "a\0",
                "a\0.txt",
                "%2e%2e%2fa",
                "..%2fa",
                "%00",
                "a;b",
                "a:b",
                "a*",
                "$HOME",
                "`a`",
                "é",
                "a\u202etxt",
                "\uff0e\uff0e\uff0fa",
                "\u00c0\u00ae",
                "a.part",
                "con|",
                "\ud800",
                "a,b"
            })
    void shouldRefuseAnyOtherName(String name) {
        assertThatThrownBy(() -> directory.begin(stage.loop(), name, ANY, () -> {}))
                .isInstanceOf(UploadException.class)
                .hasMessageStartingWith("cannot store ")
                .satisfies(refusal -> assertThat(refusal.getMessage()).matches("[ -~]+"));
    }

    @Test
    void shouldRefuseANameThatIsTooLong() throws Exception {
        assertThat(send("a".repeat(200), ANY, bytes(1)).failure).isNull();
        assertThatThrownBy(() -> directory.begin(stage.loop(), "a".repeat(201), ANY, () -> {}))
                .hasMessage("cannot store a file whose name has 201 characters; at most 200 are possible");
    }

    @Test
    void shouldDoWithANameThatIsTakenAsIsSaid() throws Exception {
        for (String name : List.of("a.txt", "b")) {
            Files.writeString(folder.resolve(name), "old");
            assertThat(send(name, ANY, bytes(9)).failure)
                    .hasMessageMatching("cannot store " + name + " in .+: there is a file of that name");
            assertThat(folder.resolve(name)).hasContent("old");

            UploadOptions numbering = ANY.withIfTaken(UploadOptions.IfTaken.NUMBER);
            send(name, numbering, bytes(9));
            send(name, numbering, bytes(9));
            assertThat(folder.resolve(name)).hasContent("old");

            send(name, ANY.withIfTaken(UploadOptions.IfTaken.REPLACE), bytes(9));
            assertThat(folder.resolve(name)).hasBinaryContent(bytes(9));
        }
        assertThat(stored()).containsExactly("a-2.txt", "a-3.txt", "a.txt", "b", "b-2", "b-3");
    }

    @Test
    @DisplayName("F19: a link in the directory leads nowhere")
    void shouldNotFollowALinkOfThatName() throws Exception {
        Path outside = Files.writeString(folder.resolveSibling(folder.getFileName() + "-outside"), "mine");
        try {
            Files.createSymbolicLink(folder.resolve("a"), outside);
            Files.createSymbolicLink(folder.resolve("b"), folder.resolve("nowhere"));
            for (String name : List.of("a", "b")) {
                assertThat(send(name, ANY, bytes(9)).failure).hasMessageContaining("there is a file of that name");
                assertThat(send(name, ANY.withIfTaken(UploadOptions.IfTaken.REPLACE), bytes(9)).failure)
                        .isNull();
                assertThat(folder.resolve(name)).isRegularFile().hasBinaryContent(bytes(9));
            }
            assertThat(outside).hasContent("mine");
            assertThat(folder.resolve("nowhere")).doesNotExist();
        } finally {
            Files.delete(outside);
        }
    }

    @Test
    @DisplayName("F16: ten of one name at once: one of them, and whole")
    void shouldNotMixUploadsOfOneName() throws Exception {
        factory = number -> new StoringHandler(
                directory,
                "same",
                ANY.withIfTaken(number < 5 ? UploadOptions.IfTaken.FAIL : UploadOptions.IfTaken.NUMBER));
        List<Client> clients = new ArrayList<>();
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            clients.add(stage.connect());
            sent.add(bytes(300_000 + i));
        }
        for (int at = 0; at < 300_000; at += 50_000) {
            for (int i = 0; i < 10; i++) {
                int end = at == 250_000 ? sent.get(i).length : at + 50_000;
                clients.get(i).send(Arrays.copyOfRange(sent.get(i), at, end));
            }
        }
        for (Client client : clients) {
            client.endOutput();
        }
        stage.stepUntil(() ->
                handlers.stream().filter(handler -> handler.reason != null).count() == 10);

        List<StoringHandler> successful =
                handlers.stream().filter(handler -> handler.failure == null).toList();
        assertThat(successful).hasSizeBetween(5, 6);
        for (StoringHandler handler : successful) {
            byte[] bytes = Files.readAllBytes(handler.stored);
            assertThat(bytes).isEqualTo(sent.get(bytes.length - 300_000));
        }
        assertThat(stored()).hasSameSizeAs(successful);
    }

    // ---- a disk that fails

    @Test
    @DisplayName("F14: whatever call of the disk fails, there is no half file")
    void shouldLeaveNothingWhereTheDiskFails() throws Exception {
        int call = 1;
        for (boolean failed = true; failed; call++) {
            int failing = call;
            directory.close();
            directory =
                    UploadDirectory.open(folder, path -> new FaultyFile(create(path), new Random(failing), failing));
            StoringHandler handler = send("f", ANY, bytes(600_000));
            failed = handler.failure != null;
            if (failed) {
                assertThat(handler.failure)
                        .hasMessage("cannot store f in " + folder.toRealPath() + ": the disk is broken");
                assertThat(handler.reason).isEqualTo(CloseReason.ABORTED);
                assertThat(stored()).isEmpty();
            }
        }
        assertThat(call).isGreaterThan(5);
        assertThat(folder.resolve("f")).hasBinaryContent(bytes(600_000));
    }

    private static FileChannel create(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Test
    void shouldTellOfATemporaryFileThatWasTakenAway() throws Exception {
        Client client = stage.connect();
        client.send(bytes(100));
        stage.stepUntil(() -> hiddenParts() == 1);
        for (String name : hidden()) {
            if (name.endsWith(".part")) {
                Files.delete(folder.resolve(name));
            }
        }
        client.endOutput();
        stage.stepUntil(() -> handlers.get(0).reason != null);

        assertThat(handlers.get(0).failure)
                .hasMessage("cannot store f0 in " + folder.toRealPath() + ": no such file or directory");
    }

    private long hiddenParts() {
        try {
            return hidden().stream().filter(name -> name.endsWith(".part")).count();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    // ---- memory

    /** A disk that works when it is told to. */
    private static final class SlowDisk implements Executor {
        private final Deque<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        void work() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }
    }

    @Test
    void shouldPauseThePeerWhileTheDiskIsBusy() throws Exception {
        var disk = new SlowDisk();
        try (var slow = new Stage(disk, () -> {
            handlers.add(new StoringHandler(directory, "f" + handlers.size(), ANY));
            return handlers.get(handlers.size() - 1);
        })) {
            Client client = slow.connect();
            ByteBuffer source = ByteBuffer.wrap(bytes(20_000_000));
            slow.stepUntil(() -> client.sendSome(source) == 0 && !handlers.isEmpty() && handlers.get(0).pauses > 0);
            slow.steps(10);
            assertThat(UploadBuffers.of(slow.loop()).made()).isEqualTo(2);
            assertThat(handlers.get(0).pauses).isEqualTo(1);

            slow.stepUntil(() -> {
                disk.work();
                client.sendSome(source);
                return !source.hasRemaining();
            });
            client.endOutput();
            slow.stepUntil(() -> {
                disk.work();
                return handlers.get(0).reason != null;
            });
            assertThat(folder.resolve("f0")).hasBinaryContent(bytes(20_000_000));
            assertThat(UploadBuffers.of(slow.loop()).made()).isEqualTo(2);
            assertThat(UploadBuffers.of(slow.loop()).free()).isEqualTo(2);
        } finally {
            disk.work();
        }
    }

    @Test
    void shouldShareABoundedNumberOfBuffersAmongManyUploads() throws Exception {
        var disk = new SlowDisk();
        int count = 3 * UploadBuffers.MOST_BUFFERS;
        try (var slow = new Stage(disk, () -> {
            handlers.add(new StoringHandler(directory, "f" + handlers.size(), ANY));
            return handlers.get(handlers.size() - 1);
        })) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                clients.add(slow.connect());
                clients.get(i).send(bytes(10_000 + i));
            }
            for (Client client : clients) {
                client.endOutput();
            }
            slow.stepUntil(
                    () -> handlers.stream().mapToInt(handler -> handler.pauses).sum() > 0);
            slow.steps(20);
            assertThat(UploadBuffers.of(slow.loop()).made()).isEqualTo(UploadBuffers.MOST_BUFFERS);

            slow.stepUntil(() -> {
                disk.work();
                return handlers.stream()
                                .filter(handler -> handler.reason != null)
                                .count()
                        == count;
            });
            assertThat(stored()).hasSize(count);
            for (StoringHandler handler : handlers) {
                assertThat(handler.failure).isNull();
                assertThat(Files.readAllBytes(handler.stored)).isEqualTo(bytes((int) Files.size(handler.stored)));
            }
            assertThat(UploadBuffers.of(slow.loop()).free()).isEqualTo(UploadBuffers.MOST_BUFFERS);
        } finally {
            disk.work();
        }
    }

    // ---- whose turn it is

    private Upload beginInATurnOfItsOwn(Stage on, int number) throws IOException {
        on.passTime(Duration.ofMillis(1));
        return directory.begin(on.loop(), "f" + number, ANY, () -> {});
    }

    @Test
    void shouldStoreTheOldestAndTheYoungestBeforeTheCrowdInBetween() throws Exception {
        var disk = new SlowDisk();
        try (var slow = new Stage(disk, () -> new StoringHandler(directory, "unused", ANY))) {
            List<Upload> uploads = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                uploads.add(beginInATurnOfItsOwn(slow, i));
            }
            List<String> stored = new ArrayList<>();
            uploads.subList(1, 39).forEach(Upload::finish); // the crowd asks first
            uploads.get(39).finish();
            uploads.get(0).finish();
            for (Upload upload : uploads) {
                upload.outcome().thenAccept(path -> stored.add(upload.toString()));
            }
            slow.stepUntil(() -> {
                disk.work();
                return stored.size() == 40;
            });

            assertThat(stored.subList(0, 3)).containsExactlyInAnyOrder("f0", "f39", "f1");
        } finally {
            disk.work();
        }
    }

    @Test
    void shouldGiveTheOldestAndTheYoungestABufferBeforeTheCrowdInBetween() throws Exception {
        var disk = new SlowDisk();
        try (var slow = new Stage(disk, () -> new StoringHandler(directory, "unused", ANY))) {
            List<Upload> uploads = new ArrayList<>();
            int crowd = 4 * UploadBuffers.MOST_BUFFERS;
            for (int i = 0; i < crowd + 2; i++) {
                uploads.add(beginInATurnOfItsOwn(slow, i));
            }
            List<Upload> inTheOrderOfAsking = new ArrayList<>(uploads.subList(1, crowd + 1));
            inTheOrderOfAsking.addAll(crowd / 2, List.of(uploads.get(0), uploads.get(crowd + 1)));
            for (Upload upload : inTheOrderOfAsking) {
                upload.write(ByteBuffer.wrap(bytes(1)));
            }
            disk.tasks.remove().run(); // the pieces that have a buffer are written
            slow.steps(1);
            for (Upload upload : uploads) {
                if (upload.receivedBytes() == 0) {
                    upload.write(ByteBuffer.wrap(bytes(1)));
                }
            }

            assertThat(uploads.get(0).receivedBytes()).isEqualTo(1);
            assertThat(uploads.get(crowd + 1).receivedBytes()).isEqualTo(1);
            assertThat(uploads)
                    .filteredOn(upload -> upload.receivedBytes() == 0)
                    .hasSize(crowd / 2 + 2);
            uploads.forEach(Upload::cancel);
        } finally {
            disk.work();
        }
    }

    // ---- order of calls

    @Test
    void shouldTakeAndDropWhatComesAfterItHasFailedAndRefuseItAfterItsEnd() throws Exception {
        Upload upload = directory.begin(stage.loop(), "a", ANY, () -> {});
        upload.cancel();
        upload.cancel();
        ByteBuffer late = ByteBuffer.wrap("late".getBytes(UTF_8));
        assertThat(upload.write(late)).isTrue();
        assertThat(late.hasRemaining()).isFalse();
        CompletableFuture<Path> outcome = upload.finish().toCompletableFuture();
        stage.stepUntil(outcome::isDone);
        assertThat(outcome).isCompletedExceptionally();
        assertThatThrownBy(() -> upload.write(late)).isInstanceOf(IllegalStateException.class);
        assertThat(stored()).isEmpty();
    }

    @Test
    void shouldBeginNothingAfterTheDirectoryIsClosed() {
        directory.close();
        assertThatThrownBy(() -> directory.begin(stage.loop(), "a", ANY, () -> {}))
                .hasMessageMatching("cannot store a in .+: the server is closing");
    }
}
