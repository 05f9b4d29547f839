package dev.selkie.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The socket as it is, on a loopback pair. */
class PlainTransportTest {
    enum Kind {
        HEAP,
        READ_ONLY_HEAP,
        HEAP_SLICE,
        DIRECT;

        ByteBuffer of(byte[] content) {
            return switch (this) {
                case HEAP -> ByteBuffer.wrap(content.clone());
                case READ_ONLY_HEAP -> ByteBuffer.wrap(content.clone()).asReadOnlyBuffer();
                case HEAP_SLICE ->
                    ByteBuffer.allocate(content.length + 100)
                            .slice(50, content.length)
                            .put(content)
                            .flip();
                case DIRECT ->
                    ByteBuffer.allocateDirect(content.length).put(content).flip();
            };
        }
    }

    private final LoopbackPair pair = new LoopbackPair();
    private final PlainTransport transport = new PlainTransport(pair.ours);

    PlainTransportTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        pair.close();
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("B1 B23 a big buffer goes in pieces, its position moves by exactly what went, its limit stays")
    void shouldSendABigBufferInPieces(Kind kind) throws IOException {
        byte[] content = random(1_000_003);
        int from = 1001;
        int to = content.length - 7;
        ByteBuffer source = kind.of(content).limit(to).position(from);
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        int calls = 0;
        while (source.hasRemaining()) {
            int before = source.position();
            int count = transport.write(source);
            assertThat(source.position() - before).isEqualTo(count);
            assertThat(source.limit()).isEqualTo(to);
            received.write(pair.receive(count));
            calls++;
        }
        assertThat(calls).isGreaterThan(1);
        assertThat(received.toByteArray()).isEqualTo(Arrays.copyOfRange(content, from, to));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("B1 B23 a full socket takes a part, then nothing, and goes on when there is room")
    void shouldTellThatTheSocketIsFull(Kind kind) throws IOException {
        byte[] content = random(8 * 1024 * 1024);
        ByteBuffer source = kind.of(content);
        int sent = transport.write(source);
        assertThat(sent).isPositive().isLessThan(content.length);
        for (int count = transport.write(source); count > 0; count = transport.write(source)) {
            sent += count;
        }
        assertThat(source.position()).isEqualTo(sent);
        assertThat(source.limit()).isEqualTo(content.length);
        assertThat(pair.receive(sent)).isEqualTo(Arrays.copyOf(content, sent));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 128 * 1024, 128 * 1024 + 1})
    @DisplayName("B23 buffers around the size of a slice arrive whole")
    void shouldSendWhatJustFitsASlice(int size) throws IOException {
        byte[] content = random(size);
        ByteBuffer source = ByteBuffer.wrap(content);
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        do {
            received.write(pair.receive(transport.write(source)));
        } while (source.hasRemaining());
        assertThat(received.toByteArray()).isEqualTo(content);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("B3 B23 a write to a connection that is closed throws and leaves the buffer as it was")
    void shouldLeaveTheBufferAloneWhenAWriteFails(Kind kind) throws IOException {
        ByteBuffer source = kind.of(random(1_000_000)).position(5);
        transport.close();
        assertThatThrownBy(() -> transport.write(source)).isInstanceOf(ClosedChannelException.class);
        assertThat(source.position()).isEqualTo(5);
        assertThat(source.limit()).isEqualTo(1_000_000);
    }

    @ParameterizedTest
    @CsvSource({"0, 100000", "1, 1", "4095, 4098", "99999, 1", "0, 0", "500, 50000"})
    void shouldSendExactlyAPieceOfAFile(int position, int count, @TempDir Path folder) throws IOException {
        byte[] content = random(100_000);
        try (FileChannel file = FileChannel.open(Files.write(folder.resolve("file"), content))) {
            file.position(17);
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            while (received.size() < count) {
                int sent = (int) transport.transferFrom(file, position + received.size(), count - received.size());
                received.write(pair.receive(sent));
            }
            assertThat(received.toByteArray()).isEqualTo(Arrays.copyOfRange(content, position, position + count));
            assertThat(file.position()).isEqualTo(17);
        }
        transport.shutdownOutput();
        assertThat(pair.peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void shouldSendNothingFromTheEndOfAFileOn(@TempDir Path folder) throws IOException {
        try (FileChannel file = FileChannel.open(Files.write(folder.resolve("file"), new byte[10]))) {
            assertThat(transport.transferFrom(file, 10, 5)).isZero();
            assertThat(transport.transferFrom(file, 11, 5)).isZero();
            assertThat(transport.transferFrom(file, 8, 5)).isEqualTo(2);
        }
    }

    @Test
    void shouldSendNothingOfAFileToAFullSocket(@TempDir Path folder) throws IOException {
        try (FileChannel file = FileChannel.open(Files.write(folder.resolve("file"), random(8 * 1024 * 1024)))) {
            long sent = 0;
            for (long count = transport.transferFrom(file, 0, 8 * 1024 * 1024);
                    count > 0;
                    count = transport.transferFrom(file, sent, 8 * 1024 * 1024 - sent)) {
                sent += count;
            }
            assertThat(sent).isPositive().isLessThan(8 * 1024 * 1024);
            assertThat(pair.receive((int) sent)).isEqualTo(Arrays.copyOf(random(8 * 1024 * 1024), (int) sent));
        }
    }

    @Test
    void shouldReadWhatIsThereAsFarAsItFits() throws IOException {
        pair.ours.configureBlocking(true); // so that the bytes are waited for
        pair.peer.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));
        ByteBuffer target = ByteBuffer.allocate(3);
        assertThat(transport.read(target)).isEqualTo(3);
        assertThat(target.array()).containsExactly(1, 2, 3);
        pair.ours.configureBlocking(false);
        assertThat(transport.read(target.clear())).isEqualTo(2);
        assertThat(transport.read(target.clear())).isZero();
    }

    @Test
    @DisplayName("B6 the peer's end of stream is read as -1, again and again, and writing goes on")
    void shouldTellTheEndOfThePeersStream() throws IOException {
        pair.peer.shutdownOutput();
        pair.ours.configureBlocking(true);
        assertThat(transport.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(transport.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        transport.write(ByteBuffer.wrap(new byte[] {7}));
        assertThat(pair.receive(1)).containsExactly(7);
    }

    @Test
    @DisplayName(
            "B6 the end of our output is the end of the peer's input, behind all that was written; its output goes on")
    void shouldEndItsOutputBehindWhatWasWritten() throws IOException {
        transport.write(ByteBuffer.wrap(new byte[] {1, 2}));
        transport.shutdownOutput();
        assertThat(pair.receive(2)).containsExactly(1, 2);
        assertThat(pair.peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        pair.peer.write(ByteBuffer.wrap(new byte[] {3}));
        pair.ours.configureBlocking(true);
        assertThat(transport.read(ByteBuffer.allocate(1))).isEqualTo(1);
    }

    @Test
    @DisplayName("B5 a close that was to be a reset is one: the peer gets no end of stream")
    void shouldResetWhenItWasToldTo() throws IOException {
        transport.resetOnClose();
        transport.close();
        assertThatThrownBy(() -> pair.peer.read(ByteBuffer.allocate(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("reset");
    }

    @Test
    void shouldEndTheStreamWhenItIsClosed() throws IOException {
        transport.write(ByteBuffer.wrap(new byte[] {1}));
        transport.close();
        transport.close();
        assertThat(pair.receive(1)).containsExactly(1);
        assertThat(pair.peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void shouldWatchItsOneChannelForWhatIsWanted() {
        assertThat(transport.channel()).isSameAs(pair.ours);
        for (int ops : new int[] {0, SelectionKey.OP_READ, SelectionKey.OP_WRITE}) {
            assertThat(transport.interestOps(ops)).isEqualTo(ops);
        }
    }
}
