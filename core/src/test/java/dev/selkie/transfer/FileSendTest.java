package dev.selkie.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selkie.loop.EventLoop;
import dev.selkie.loop.ManualClock;
import dev.selkie.testing.MemoryFile;
import java.io.IOException;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A piece of a file to a transport that takes what a script says; the helper works when the test says. */
class FileSendTest implements FileSend.Listener {
    private static final long MUCH = Long.MAX_VALUE;
    private static final int PIECE = ReadAhead.PIECE_BYTES;

    private final ManualClock clock = new ManualClock();
    private final Queue<Runnable> work = new ArrayDeque<>();
    private final List<@Nullable IOException> ends = new ArrayList<>();
    private int readies;
    private EventLoop loop;

    @BeforeEach
    void open() throws IOException {
        loop = new EventLoop(SelectorProvider.provider(), clock, work::add);
    }

    @AfterEach
    void close() throws IOException {
        loop.close();
    }

    @Override
    public void ready() {
        readies++;
    }

    @Override
    public void ended(FileSend send, @Nullable IOException fault) {
        ends.add(fault);
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private FileSend send(SourceFile file, long offset, long count) {
        return new FileSend(file, offset, count, loop, this);
    }

    private FileSend send(MemoryFile file, long offset, long count) {
        return send(SourceFile.of(file), offset, count);
    }

    /** The helper does what it has to, and the loop hears of it. */
    private void help() throws IOException {
        work.remove().run();
        loop.runOnce();
    }

    // ---- what is sent

    @ParameterizedTest
    @ValueSource(ints = {1, 7, ScriptedTransport.ALL})
    @DisplayName("testOffset testCount testCountWithOffset: the piece, however little the transport takes")
    void shouldSendThePieceWhateverTheTransportTakes(int bytesPerCall) throws IOException {
        byte[] content = random(1_000);
        ScriptedTransport transport = ScriptedTransport.taking(bytesPerCall);
        var file = new MemoryFile(content);
        FileSend send = send(file, 100, 800);
        while (send.remainingBytes() > 0) {
            long before = send.remainingBytes();
            assertThat(send.isReady()).isTrue();
            assertThat(send.sendTo(transport, 300)).isBetween(1L, 300L).isEqualTo(before - send.remainingBytes());
        }
        assertThat(transport.received.toByteArray()).isEqualTo(Arrays.copyOfRange(content, 100, 900));
        send.close();
        assertThat(file.closed()).isEqualTo(1);
        assertThat(ends).hasSize(1).containsOnlyNulls();
    }

    @Test
    @DisplayName("F3: of a file that grows, no more than promised")
    void shouldSendNoMoreThanPromisedWhenTheFileGrows() throws IOException {
        ScriptedTransport transport = ScriptedTransport.taking(400);
        var file = new MemoryFile(random(1_000));
        FileSend send = send(file, 0, 1_000);
        send.sendTo(transport, MUCH);
        file.resize(5_000);
        send.sendTo(transport, MUCH);
        assertThat(send.sendTo(transport, MUCH)).isEqualTo(200);
        assertThat(send.remainingBytes()).isZero();
    }

    @Test
    @DisplayName("F1 a file that shrinks is at fault, and never waited for")
    void shouldThrowWhenTheFileShrinks() throws IOException {
        ScriptedTransport transport = ScriptedTransport.taking(400);
        var file = new MemoryFile(random(1_000));
        FileSend send = send(file, 0, 1_000);
        send.sendTo(transport, MUCH);
        file.resize(500);
        assertThat(send.sendTo(transport, MUCH)).isEqualTo(100);
        assertThatThrownBy(() -> send.sendTo(transport, MUCH))
                .isInstanceOf(SourceTruncatedException.class)
                .hasMessage("the file is too short: it has 500 bytes, and was promised up to 1000");
        send.close();
        assertThat(ends).singleElement().isInstanceOf(SourceTruncatedException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 1001", "1000, 1", "5000, 1", "0, 9223372036854775807"})
    @DisplayName("of a file that is too short from the start, nothing is sent")
    void shouldSendNothingOfAFileThatIsTooShort(long offset, long count) {
        ScriptedTransport transport = ScriptedTransport.taking(ScriptedTransport.ALL);
        FileSend send = send(new MemoryFile(random(1_000)), offset, count);
        assertThatThrownBy(() -> send.sendTo(transport, MUCH)).isInstanceOf(SourceTruncatedException.class);
        assertThat(transport.received.size()).isZero();
    }

    @Test
    @DisplayName("a full socket is no short file")
    void shouldWaitForATransportThatIsFull() throws IOException {
        FileSend send = send(new MemoryFile(random(10)), 0, 10);
        assertThat(send.sendTo(ScriptedTransport.taking(0), MUCH)).isZero();
        assertThat(send.remainingBytes()).isEqualTo(10);
        assertThat(send.isReady()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, -1", "9223372036854775807, 1"})
    @DisplayName("testErrors: no piece of any file closes what it was given")
    void shouldCloseTheFileOfWhichItIsNoPiece(long offset, long count) {
        var file = new MemoryFile(random(10));
        assertThatThrownBy(() -> send(file, offset, count)).isInstanceOf(IllegalArgumentException.class);
        assertThat(file.closed()).isEqualTo(1);
    }

    @Test
    void shouldTellAFileThatCannotBeReadFromAConnectionThatIsBroken() throws IOException {
        ScriptedTransport transport = ScriptedTransport.taking(5);
        var file = new MemoryFile(random(10));
        FileSend whole = send(file, 0, 10);
        whole.sendTo(transport, MUCH);
        transport.breakDown();
        assertThatThrownBy(() -> whole.sendTo(transport, MUCH)).isNotInstanceOf(SourceException.class);
        file.breakDown();
        assertThatThrownBy(() -> whole.sendTo(transport, MUCH))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("cannot send the file")
                .hasMessageContaining("broken by a test");
    }

    // ---- opening it

    @Test
    void shouldOpenAFileOffTheLoopAndSayWhenItIsReady(@TempDir Path folder) throws IOException {
        Path path = Files.write(folder.resolve("some"), random(100));
        ScriptedTransport transport = ScriptedTransport.taking(ScriptedTransport.ALL);
        FileSend send = send(SourceFile.of(path), 0, 100);
        assertThat(send.sendTo(transport, MUCH)).isZero();
        assertThat(send.isReady()).isFalse();
        help();
        assertThat(readies).isEqualTo(1);
        assertThat(send.isReady()).isTrue();
        Files.move(path, folder.resolve("another name"));
        assertThat(send.sendTo(transport, MUCH)).isEqualTo(100);
        assertThat(transport.received.toByteArray()).isEqualTo(random(100));
        send.close();
    }

    @Test
    @DisplayName("a file that is opened too late is closed by whoever has opened it")
    void shouldLeaveNothingOpenWhenItEndsBeforeTheFileIsOpen(@TempDir Path folder) throws IOException {
        SourceFile file = SourceFile.of(Files.write(folder.resolve("some"), random(100)));
        FileSend send = send(file, 0, 100);
        send.sendTo(ScriptedTransport.taking(0), MUCH);
        send.close();
        help();
        assertThat(file.channel()).isNotNull();
        assertThat(file.channel().isOpen()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "no such file, no such file or directory",
        "., a directory",
        "zero, no regular file",
    })
    @DisplayName("F9 testNonRegularFile: what is no regular file is not even opened")
    void shouldRefuseWhatIsNoRegularFile(String name, String why, @TempDir Path folder) throws IOException {
        Files.createSymbolicLink(folder.resolve("zero"), Path.of("/dev/zero"));
        FileSend send = send(SourceFile.of(folder.resolve(name)), 0, 100);
        ScriptedTransport transport = ScriptedTransport.taking(ScriptedTransport.ALL);
        send.sendTo(transport, MUCH);
        help();
        assertThatThrownBy(() -> send.sendTo(transport, MUCH))
                .isInstanceOf(SourceException.class)
                .hasMessageStartingWith("cannot send " + folder.resolve(name))
                .hasMessageEndingWith(why);
        Files.delete(folder.resolve("zero")); // else JUnit warns of where it leads
    }

    @Test
    void shouldFailWhereNobodyIsThereToOpenIt(@TempDir Path folder) throws IOException {
        try (var closed = new EventLoop(SelectorProvider.provider(), clock, refused -> {
            throw new RejectedExecutionException("shut down");
        })) {
            FileSend send = new FileSend(SourceFile.of(folder), 0, 1, closed, this);
            send.sendTo(ScriptedTransport.taking(1), MUCH);
            closed.runOnce();
            assertThatThrownBy(() -> send.sendTo(ScriptedTransport.taking(1), MUCH))
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("shut down");
        }
    }

    // ---- a file that is not in the page cache

    /** What is brought in by the helper is fast, everything else is slow. */
    private MemoryFile cold(int size) {
        long[] warmTo = {0};
        return new MemoryFile(random(size)).with((position, count) -> {
            boolean isHelper = count > 256 * 1024 || position >= warmTo[0];
            if (isHelper) {
                clock.advance(Duration.ofMillis(5));
                warmTo[0] = position + count;
            }
        });
    }

    @Test
    @DisplayName("F5 a cold file stops the loop once, by one slice; then a helper goes ahead")
    void shouldWaitForTheDiskOnceOnly() throws IOException {
        MemoryFile file = cold(8 * PIECE);
        FileSend send = send(file, 0, 8 * PIECE);
        ScriptedTransport transport = ScriptedTransport.taking(ScriptedTransport.ALL);
        long waited = 0;
        int turns = 0;
        while (send.remainingBytes() > 0) {
            if (send.isReady()) {
                long before = clock.getAsLong();
                send.sendTo(transport, 256 * 1024);
                waited += clock.getAsLong() - before;
            } else {
                help();
            }
            assertThat(++turns).isLessThan(1_000);
        }
        assertThat(Duration.ofNanos(waited)).isEqualTo(Duration.ofMillis(5));
        assertThat(transport.received.size()).isEqualTo(8 * PIECE);
        assertThat(readies).isBetween(8, 9);
    }

    @Test
    void shouldSendOnePieceWhileTheNextIsBroughtIn() throws IOException {
        FileSend send = send(cold(8 * PIECE), 0, 8 * PIECE);
        ScriptedTransport transport = ScriptedTransport.taking(ScriptedTransport.ALL);
        send.sendTo(transport, 1000); // slow
        send.sendTo(transport, 1000);
        assertThat(send.isReady()).as("before the first piece").isFalse();
        help();
        send.sendTo(transport, 1000);
        assertThat(work).as("the next piece").hasSize(1);
        assertThat(send.isReady()).isTrue();
        assertThat(send.sendTo(transport, MUCH)).isEqualTo(PIECE - 1000);
        assertThat(send.isReady())
                .as("the first piece is sent, the next is not there")
                .isFalse();
    }

    @Test
    void shouldDoWithoutTheHelperWhenManyPiecesWereThereAlready() throws IOException {
        boolean[] slow = {true};
        int pieces = 40;
        var file = new MemoryFile(new byte[pieces * PIECE]).with((position, count) -> {
            if (slow[0]) {
                clock.advance(Duration.ofMillis(5));
            }
        });
        FileSend send = send(file, 0, pieces * PIECE);
        ScriptedTransport transport = ScriptedTransport.taking(ScriptedTransport.ALL);
        send.sendTo(transport, 1000);
        slow[0] = false;
        int helped = 0;
        while (send.remainingBytes() > 0) {
            send.sendTo(transport, PIECE);
            while (!work.isEmpty()) {
                help();
                helped++;
            }
        }
        assertThat(helped).isEqualTo(32);
    }

    @Test
    void shouldCloseTheFileWhenTheHelperHasFinished() throws IOException {
        MemoryFile file = cold(2 * PIECE);
        FileSend send = send(file, 0, 2 * PIECE);
        send.sendTo(ScriptedTransport.taking(10), MUCH);
        send.sendTo(ScriptedTransport.taking(10), MUCH);
        send.close();
        assertThat(file.closed()).as("while the helper is at it").isZero();
        help();
        assertThat(file.closed()).isEqualTo(1);
        assertThat(ends).hasSize(1);
    }

    @Test
    void shouldSendOnWhenTheHelperFails() throws IOException {
        boolean[] first = {true};
        var file = new MemoryFile(random(2 * PIECE)).with((position, count) -> {
            if (first[0]) {
                clock.advance(Duration.ofMillis(5));
            } else if (count == PIECE) {
                throw new IOException("of the helper");
            }
            first[0] = false;
        });
        FileSend send = send(file, 0, 2 * PIECE);
        ScriptedTransport transport = ScriptedTransport.taking(ScriptedTransport.ALL);
        send.sendTo(transport, 1000);
        send.sendTo(transport, 1000);
        help();
        send.sendTo(transport, MUCH);
        assertThat(send.remainingBytes()).isZero();
    }
}
