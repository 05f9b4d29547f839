package dev.selkie.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selkie.testing.Client;
import dev.selkie.testing.MemoryFile;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Contract 9: files")
class SendFileTest {
    @TempDir
    private Path folder;

    private final List<CompletionStage<Long>> outcomes = new ArrayList<>();

    private interface Sending {
        void to(Connection connection) throws Exception;
    }

    /** Does as told at the first byte that comes. */
    private static Script on(Sending sending) {
        return new Script() {
            @Override
            protected void onHandle(ByteBuffer received) throws Exception {
                received.position(received.limit());
                sending.to(peer());
            }
        };
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private Path file(byte[] content) throws IOException {
        return file("file", content);
    }

    private static FileChannel channel(Path path) throws IOException {
        return FileChannel.open(path);
    }

    private CompletableFuture<Long> outcome() {
        return outcomes.get(0).toCompletableFuture();
    }

    private void assertOutcomeIsFailure(Stage stage, String words) {
        stage.stepUntil(outcome()::isDone);
        assertThatThrownBy(outcome()::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining(words);
    }

    // ---- what arrives

    @Test
    void shouldSendFilesBetweenAndAmongWritesInOrder() throws IOException {
        Path path = file(random(1_000_000));
        Script handler = on(connection -> {
            connection.write(Script.bytes("head"));
            outcomes.add(connection.sendFile(path, 0, 500_000));
            connection.write(Script.bytes("middle"));
            outcomes.add(connection.sendFile(channel(path), 500_000, 500_000));
            connection.write(ByteBuffer.wrap("x".repeat(100_000).getBytes(UTF_8)));
            outcomes.add(connection.sendFile(path, 1_000_000, 0));
            outcomes.add(connection.sendFile(path, 10, 1));
            connection.write(Script.bytes("tail"));
            connection.close();
        });
        try (var stage = new Stage(() -> handler)) {
            byte[] received = stage.connect().send("!").endOutput().receiveAll();
            byte[] all = random(1_000_000);
            ByteBuffer expected = ByteBuffer.allocate(1_100_015)
                    .put("head".getBytes(UTF_8))
                    .put(all, 0, 500_000)
                    .put("middle".getBytes(UTF_8))
                    .put(all, 500_000, 500_000)
                    .put("x".repeat(100_000).getBytes(UTF_8))
                    .put(all, 10, 1)
                    .put("tail".getBytes(UTF_8));
            assertThat(received).isEqualTo(expected.array());
            assertThat(outcomes)
                    .map(each -> each.toCompletableFuture().getNow(-1L))
                    .containsExactly(500_000L, 500_000L, 0L, 1L);
            stage.stepUntil(handler::isClosed);
            assertThat(handler.unsentBytes()).isZero();
            assertThat(stage.server().counters().directFileBytes()
                            + stage.server().counters().copiedFileBytes())
                    .isEqualTo(1_000_001);
        }
    }

    @Test
    @DisplayName("testEmptyFileSend: an empty file, and a piece at the end of one, are nothing, and no fault")
    void shouldSendNothingOfAnEmptyFile() throws IOException {
        Path empty = file(new byte[0]);
        Script handler = on(connection -> {
            outcomes.add(connection.sendFile(empty, 0, 0));
            outcomes.add(connection.sendFile(channel(empty), 0, 0));
            connection.write(Script.bytes("and that was it"));
            connection.close();
        });
        try (var stage = new Stage(() -> handler)) {
            assertThat(new String(stage.connect().send("!").receiveAll(), UTF_8))
                    .isEqualTo("and that was it");
            assertThat(outcomes)
                    .map(each -> each.toCompletableFuture().getNow(-1L))
                    .containsExactly(0L, 0L);
        }
    }

    @Test
    void shouldSendThousandsOfSmallFilesWithOneOpenAtATime() throws IOException {
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            paths.add(file("file" + i, ("content of " + i + "\n").getBytes(UTF_8)));
        }
        Script handler = on(connection -> {
            for (Path path : paths) {
                outcomes.add(connection.sendFile(path, 0, Files.size(path)));
            }
            assertThat(connection.isWritable()).as("with so many waiting").isFalse();
            connection.close();
        });
        try (var stage = new Stage(() -> handler)) {
            String received = new String(stage.connect().send("!").receiveAll(), UTF_8);
            assertThat(received.lines())
                    .hasSize(3_000)
                    .startsWith("content of 0")
                    .endsWith("content of 2999");
            assertThat(outcomes).allMatch(each -> each.toCompletableFuture().isDone());
        }
    }

    @Test
    @DisplayName("F2: Transfer2GPlus Transfer4GBFile: more than an int counts, of a sparse file of 5 GiB")
    void shouldSendMoreThanTwoGigabytes() throws IOException {
        Path path = folder.resolve("large");
        long size = 5L << 30;
        try (var sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.setLength(size);
            sparse.seek(size - 4);
            sparse.write("end.".getBytes(UTF_8));
        }
        long offset = size - Integer.MAX_VALUE - 1_000_000;
        Script handler = on(connection -> outcomes.add(connection.sendFile(path, offset, size - offset)));
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("!");
            ByteBuffer buffer = ByteBuffer.allocateDirect(1024 * 1024);
            byte[] last = new byte[4];
            long received = 0;
            while (received < size - offset) {
                stage.step();
                for (int count = client.channel().read(buffer.clear()); count > 0; ) {
                    received += count;
                    if (count >= 4) {
                        buffer.get(count - 4, last);
                    }
                    count = client.channel().read(buffer.clear());
                }
            }
            stage.stepUntil(outcome()::isDone);
            assertThat(outcome()).isCompletedWithValue(size - offset);
            assertThat(received).isEqualTo(size - offset);
            assertThat(new String(last, UTF_8)).isEqualTo("end.");
        }
    }

    @Test
    void shouldSendWhatAnotherThreadGivesInTheOrderOfItsCalls() throws Exception {
        Path path = file(random(300_000));
        Script handler = on(connection -> {});
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("!");
            stage.stepUntil(() -> handler.events().contains("handle !"));
            var thread = new Thread(() -> {
                handler.peer().write(Script.bytes("head"));
                outcomes.add(handler.peer().sendFile(path, 0, 300_000));
                handler.peer().write(Script.bytes("tail"));
                handler.peer().close();
            });
            thread.start();
            thread.join();
            assertThat(client.receiveAll())
                    .hasSize(300_008)
                    .startsWith('h', 'e', 'a', 'd')
                    .endsWith('t', 'a', 'i', 'l');
            assertThat(outcome()).isCompletedWithValue(300_000L);
        }
    }

    @Test
    @DisplayName("F4: a rename during the transfer changes nothing")
    void shouldSendTheFileItHasOpenedWhateverBecomesOfItsName() throws IOException {
        Path path = file(random(8_000_000));
        Script handler = on(connection -> outcomes.add(connection.sendFile(path, 0, 8_000_000)));
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("!");
            client.receive(1);
            Files.move(path, folder.resolve("elsewhere"));
            file(new byte[10]);
            assertThat(client.receive(8_000_000)).isEqualTo(random(8_000_000));
        }
    }

    // ---- what does not

    @Test
    @DisplayName("F1 LoopingTruncate: a file that shrinks ends with FILE_TRUNCATED and a reset")
    void shouldResetWhenTheFileShrinks() throws IOException {
        var file = new MemoryFile(random(10_000_000));
        file.with((position, count) -> file.resize(position < 5_000_000 ? 10_000_000 : 7_000_000));
        Script handler = on(connection -> outcomes.add(connection.sendFile(file, 0, 10_000_000)));
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("!");
            assertThat(client.isReset()).isTrue();
            assertThat(handler.reason()).isEqualTo(CloseReason.FILE_TRUNCATED);
            assertThat(handler.unsentBytes()).isEqualTo(3_000_000);
            assertOutcomeIsFailure(stage, "it has 7000000 bytes, and was promised up to 10000000");
        }
    }

    @Test
    @DisplayName("F9: what is no regular file ends with FILE_FAILED, and disturbs nobody")
    void shouldEndWhereThereIsNoFile() throws IOException {
        Script handler = on(connection -> outcomes.add(connection.sendFile(folder, 0, 10)));
        try (var stage = new Stage(() -> handler)) {
            assertThat(stage.connect().send("!").isReset()).isTrue();
            assertThat(handler.reason()).isEqualTo(CloseReason.FILE_FAILED);
            assertOutcomeIsFailure(stage, "cannot send " + folder + ": it is a directory");
            assertThat(stage.server().errors()).isEmpty();
        }
    }

    @Test
    @DisplayName("F8: the peer is gone, and the file closed")
    void shouldCloseTheFileAndSayWhyWhenThePeerIsGone() throws IOException {
        var file = new MemoryFile(random(8_000_000));
        Script handler = on(connection -> outcomes.add(connection.sendFile(file, 0, 8_000_000)));
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("!");
            client.receive(1);
            client.reset();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.PEER_RESET);
            assertThat(handler.unsentBytes()).isEqualTo(8_000_000 - file.sentTo());
            assertThat(file.closed()).isEqualTo(1);
            assertOutcomeIsFailure(stage, "ended by PEER_RESET, with " + handler.unsentBytes() + " of 8000000 bytes");
        }
    }

    @Test
    void shouldCloseAFileThatComesTooLateOnWhateverThread() throws Exception {
        var onLoop = new MemoryFile(random(10));
        var offLoop = new MemoryFile(random(10));
        Script handler = on(connection -> {
            connection.close();
            outcomes.add(connection.sendFile(onLoop, 0, 10));
        });
        try (var stage = new Stage(() -> handler)) {
            assertThat(stage.connect().send("!").receiveAll()).isEmpty();
            assertOutcomeIsFailure(stage, "ended by CLOSED_BY_HANDLER");
            var thread = new Thread(() -> outcomes.set(0, handler.peer().sendFile(offLoop, 0, 10)));
            thread.start();
            thread.join();
            assertOutcomeIsFailure(stage, "ended by CLOSED_BY_HANDLER, with 10 of 10 bytes of the file");
            assertThat(onLoop.closed()).isEqualTo(1);
            assertThat(offLoop.closed()).isEqualTo(1);
        }
    }

    @Test
    void shouldCloseAFileTheLoopHasNotTakenYetWhenTheConnectionBreaks() throws Exception {
        var file = new MemoryFile(random(10));
        Script handler = on(connection -> {
            var thread = new Thread(() -> outcomes.add(connection.sendFile(file, 0, 10)));
            thread.start();
            thread.join();
            connection.abort();
        });
        try (var stage = new Stage(() -> handler)) {
            assertThat(stage.connect().send("!").isReset()).isTrue();
            assertThat(handler.unsentBytes()).isEqualTo(10);
            assertThat(file.closed()).isEqualTo(1);
            assertOutcomeIsFailure(stage, "ended by ABORTED");
            assertThat(stage.server().budget().usedBytes()).isZero();
        }
    }

    @Test
    @DisplayName("testErrors: no piece of any file is a mistake of the caller")
    void shouldThrowForNoPieceOfAnyFile() throws IOException {
        var file = new MemoryFile(random(10));
        Script handler = on(connection -> connection.sendFile(file, -1, 10));
        try (var stage = new Stage(() -> handler)) {
            assertThat(stage.connect().send("!").endOutput().receiveAll()).isEmpty();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.HANDLER_FAILED);
            assertThat(stage.server().errors()).singleElement().isInstanceOf(IllegalArgumentException.class);
            assertThat(file.closed()).isEqualTo(1);
        }
    }

    // ---- beside others

    @Test
    @DisplayName("L9: no more of a file in a turn than a connection's share")
    void shouldSendABoundedNumberOfBytesPerTurn() throws IOException {
        var file = new MemoryFile(new byte[10_000_000]);
        Script handler = on(connection -> connection.sendFile(file, 0, 10_000_000));
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("!");
            for (long before = 0; client.receivedCount() < 10_000_000; before = file.sentTo()) {
                client.read();
                long turn = stage.loop().turnNumber();
                stage.step();
                assertThat(file.sentTo() - before)
                        .isLessThanOrEqualTo(
                                FairShare.BYTES_PER_TURN * (stage.loop().turnNumber() - turn));
            }
        }
    }

    @Test
    @DisplayName("L9: no more of all files in a turn than of one, so that a small echo waits for one slice of one file")
    void shouldSendABoundedNumberOfBytesPerTurnOfAllTransfersTogether() throws IOException {
        int size = 6_000_000;
        byte[] content = new byte[size];
        var files = new ArrayList<MemoryFile>();
        try (var stage = new Stage(() -> on(connection -> {
            files.add(new MemoryFile(content));
            connection.sendFile(files.get(files.size() - 1), 0, size);
        }))) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(stage.connect().send("!"));
            }
            for (long sent = sentOf(files); sent < 4 * size; sent = sentOf(files)) {
                clients.forEach(Client::read);
                long turn = stage.loop().turnNumber();
                stage.step();
                assertThat(sentOf(files) - sent)
                        .isLessThanOrEqualTo(
                                FairShare.BYTES_PER_TURN * (stage.loop().turnNumber() - turn));
            }
        }
    }

    private static long sentOf(List<MemoryFile> files) {
        return files.stream().mapToLong(MemoryFile::sentTo).sum();
    }

    @Test
    @DisplayName("B16: what is added while others are first counts at once")
    void shouldNoLongerBeWritableWithVeryManyFilesBehindOneThatWaitsForItsTurn() throws IOException {
        var added = new ArrayList<Integer>();
        try (var stage = new Stage(() -> on(connection -> {
            connection.sendFile(new MemoryFile(new byte[300_000]), 0, 300_000); // a slice goes, and little is left
            int count = 0;
            while (connection.isWritable() && count < 5_000) {
                connection.sendFile(new MemoryFile(new byte[1]), 0, 1);
                count++;
            }
            added.add(count);
        }))) {
            Client client = stage.connect().send("!");
            stage.stepUntil(() -> !added.isEmpty());
            assertThat(added.get(0)).isLessThan(2_000);
            client.receive(300_000 + added.get(0));
        }
    }

    @Test
    @DisplayName("64 equal transfers finish close together")
    void shouldShareTheTurnsAmongTransfers() throws IOException {
        int size = 12_000_000;
        List<MemoryFile> files = IntStream.range(0, 6)
                .mapToObj(i -> new MemoryFile(new byte[size]))
                .toList();
        var next = files.iterator();
        try (var stage = new Stage(() -> on(connection -> connection.sendFile(next.next(), 0, size)))) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < files.size(); i++) {
                clients.add(stage.connect().send("!"));
            }
            while (files.stream().noneMatch(file -> file.sentTo() == size)) {
                clients.forEach(Client::read);
                stage.step();
            }
            assertThat(files).allMatch(file -> file.sentTo() > size * 6 / 10, "is nearly done when the first is");
        }
    }

    @Test
    void shouldCompleteTheOutcomeOutsideOfCallbacks() throws IOException {
        Path path = file(random(10));
        List<@Nullable String> order = new ArrayList<>();
        Script handler = on(connection -> {
            connection.sendFile(channel(path), 0, 10).thenAccept(count -> order.add("sent " + count));
            order.add("asked");
        });
        try (var stage = new Stage(() -> handler)) {
            stage.connect().send("!").receive(10);
            stage.stepUntil(() -> order.size() == 2);
            assertThat(order).containsExactly("asked", "sent 10");
        }
    }
}
