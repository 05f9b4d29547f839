package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What stays ready though nothing can be done about it is not watched: with real sockets, since the kernel decides. */
class NoSpinTest {
    private static final int MUCH = 8 * 1024 * 1024;

    /** Sends much, and goes on doing nothing. */
    private static final class Much extends Script {
        private final boolean pausing;

        Much(boolean pausing) {
            this.pausing = pausing;
        }

        @Override
        protected void onSetup() {
            peer().write(ByteBuffer.allocate(MUCH));
            if (pausing) {
                peer().pause();
            }
        }

        @Override
        protected void onEndOfInput() {}
    }

    /** Each step waits for something to do, in vain. */
    private static void assertSleeps(Stage stage) {
        stage.steps(50); // until the kernel takes nothing more
        long received = stage.server().counters().receivedBytes();
        long sent = stage.server().counters().sentBytes();
        long start = System.nanoTime();
        stage.steps(20);
        assertThat(System.nanoTime() - start)
                .as("20 steps, each of which waits up to 5 ms for something to do")
                .isGreaterThan(15 * 4_500_000L);
        assertThat(stage.server().counters().receivedBytes()).isEqualTo(received);
        assertThat(stage.server().counters().sentBytes()).isEqualTo(sent);
    }

    @Test
    @DisplayName("B7: the peer has ended its side, and does not read what is sent")
    void shouldNotBeToldTheEndAgainAndAgainWhileOutputWaits() throws IOException {
        var handler = new Much(false);
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect(64 * 1024);
            stage.stepUntil(() -> !handler.events().isEmpty());
            client.endOutput();
            assertSleeps(stage);
            stage.onLoop(() -> handler.peer().close());
            assertThat(client.receiveAll()).hasSize(MUCH);
        }
    }

    @Test
    @DisplayName("B7: the peer has ended its side, and its connection is paused")
    void shouldNotBeToldTheEndAgainAndAgainWhileItIsPaused() throws IOException {
        var handler = new Much(true);
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            client.receive(MUCH);
            client.endOutput();
            assertSleeps(stage);
            assertThat(handler.events()).containsExactly("setup", "writable");
            stage.onLoop(() -> handler.peer().resume());
            stage.stepUntil(() -> handler.events().contains("endOfInput"));
        }
    }

    @Test
    @DisplayName("B2: all is sent, and the socket could take more")
    void shouldNotBeToldThatItCanWriteWhenNothingWaits() throws IOException {
        var handler = new Much(false);
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect(64 * 1024);
            assertThat(client.receive(MUCH)).hasSize(MUCH);
            assertSleeps(stage);
        }
    }
}
