package dev.selkie.handlers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selkie.connection.CloseReason;
import dev.selkie.transfer.UploadDirectory;
import dev.selkie.transfer.UploadOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class StoreHandlerTest {
    private static final int LIMIT = 20_000_000;

    @TempDir
    Path folder;

    private final List<String> printed = new CopyOnWriteArrayList<>();
    private final AtomicInteger count = new AtomicInteger();
    private UploadDirectory directory;
    private Served served;

    @BeforeEach
    void start() throws IOException {
        directory = UploadDirectory.open(folder);
        UploadOptions options = UploadOptions.defaults().withMaxBytes(LIMIT);
        served = new Served(() -> new StoreHandler(directory, "f" + count.incrementAndGet(), options, printed::add));
    }

    @AfterEach
    void stopAndLeaveNothingUnfinished() throws IOException {
        served.close();
        directory.close();
        assertThat(names()).noneMatch(name -> name.startsWith("."));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private long parts() throws IOException {
        return names().stream().filter(name -> name.endsWith(".part")).count();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5_000_000})
    void shouldEndTheStreamWhenTheFileIsThere(int size) throws Exception {
        try (Socket client = served.connect()) {
            Payload.send(client.getOutputStream(), size);
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(folder.resolve("f1")).hasBinaryContent(Payload.bytes(size));
        assertThat(printed).containsExactly("Total size:" + size);
    }

    @Test
    @DisplayName("F15: a part is not kept")
    void shouldStoreNothingOfAPeerThatBreaksOff() throws Exception {
        try (Socket client = served.connect()) {
            Payload.send(client.getOutputStream(), 5_000_000);
            client.setSoLinger(true, 0); // a reset
        }
        served.awaitClosed(CloseReason.PEER_RESET);
        assertThat(printed).isEmpty();
        Awaitility.await().untilAsserted(() -> assertThat(names()).noneMatch(name -> !name.endsWith(".lock")));
    }

    @Test
    @DisplayName("F18: who sends more than allowed is broken off")
    void shouldBreakOffWhoSendsTooMuch() throws Exception {
        try (Socket client = served.connect()) {
            assertThatThrownBy(() -> {
                        Payload.send(client.getOutputStream(), 10L * LIMIT);
                        client.getInputStream().read();
                    })
                    .isInstanceOf(IOException.class);
        }
        served.awaitClosed(CloseReason.ABORTED);
        assertThat(printed).isEmpty();
        Awaitility.await().untilAsserted(() -> assertThat(names()).noneMatch(name -> !name.endsWith(".lock")));
    }

    @Test
    @DisplayName("F15: to a sender the end of the stream means that all has arrived")
    void shouldBreakOffWhomItCannotServe() throws Exception {
        directory.close();
        try (Socket late = served.connect()) {
            assertThatThrownBy(() -> late.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    @DisplayName("F15: who has sent nothing yet is broken off when the server closes")
    void shouldBreakOffWhoWasSilent() throws Exception {
        try (Socket silent = served.connect()) {
            Awaitility.await().until(() -> count.get() == 1);
            served.close();
            assertThatThrownBy(() -> silent.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void shouldStoreFiftyAtOnceBesideOneThatIsSlow() throws Exception {
        try (Socket slow = served.connect()) {
            slow.getOutputStream().write(1);
            Awaitility.await().until(() -> parts() == 1);
            Thread[] clients = new Thread[50];
            for (int i = 0; i < clients.length; i++) {
                clients[i] = new Thread(() -> {
                    try (Socket client = served.connect()) {
                        Payload.send(client.getOutputStream(), 700_000);
                        client.shutdownOutput();
                        client.getInputStream().read();
                    } catch (IOException failure) {
                        throw new AssertionError(failure);
                    }
                });
                clients[i].start();
            }
            for (Thread client : clients) {
                client.join();
            }
            assertThat(printed).hasSize(50).containsOnly("Total size:700000");
            slow.shutdownOutput();
            assertThat(slow.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(printed).hasSize(51).endsWith("Total size:1");
        byte[] whole = Payload.bytes(700_000);
        for (int i = 2; i <= 51; i++) {
            assertThat(folder.resolve("f" + i)).hasBinaryContent(whole);
        }
    }
}
