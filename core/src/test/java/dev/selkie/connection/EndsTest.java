package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A connection ends for one reason, which whoever ends it may say, on whatever thread. */
class EndsTest {
    private static void onAnotherThread(Runnable task) {
        CompletableFuture.runAsync(task).join();
    }

    private static void setUp(Stage stage, Script handler) {
        stage.stepUntil(() -> !handler.events().isEmpty());
    }

    @Test
    void shouldCloseForTheReasonThatIsGivenOnceWhatWasWrittenIsSent() throws IOException {
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().write(bytes("too long"));
                peer().close(CloseReason.INPUT_TOO_LONG);
                peer().close(CloseReason.IDLE);
                peer().close();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            assertThat(new String(client.receiveAll())).isEqualTo("too long");
            client.close();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.INPUT_TOO_LONG);
            assertThat(handler.unsentBytes()).isZero();
            assertThat(stage.server().counters().closed(CloseReason.INPUT_TOO_LONG))
                    .isEqualTo(1);
        }
    }

    @Test
    void shouldResetWhenFinishAbortsWhatWasEndingForAnotherReason() throws IOException {
        var handler = new Script() {
            @Override
            protected void onFinish() {
                peer().abort();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            assertThat(stage.connect().endOutput().isReset()).isTrue();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.PEER_CLOSED);
            assertThat(handler.events()).containsExactly("setup", "endOfInput", "finish", "closed PEER_CLOSED");
        }
    }

    @Test
    void shouldCloseForTheReasonThatAnotherThreadGives() throws IOException {
        var handler = new Script();
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            setUp(stage, handler);
            onAnotherThread(() -> {
                handler.peer().write(Script.bytes("sent"));
                handler.peer().close(CloseReason.REFUSED);
                assertThat(handler.peer().write(Script.bytes("never"))).isFalse();
            });
            assertThat(new String(client.receiveAll())).isEqualTo("sent");
            client.close();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.REFUSED);
        }
    }

    @Test
    void shouldGiveUpWhatWaitsForAnAbruptReason() throws IOException {
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().write(java.nio.ByteBuffer.allocate(8 * 1024 * 1024));
                peer().close(CloseReason.STALLED);
            }
        };
        try (var stage = new Stage(() -> handler)) {
            stage.connect(64 * 1024);
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.STALLED);
            assertThat(handler.unsentBytes()).isPositive();
        }
    }

    @Test
    void shouldTellFinishWhyItEnds() throws IOException {
        List<CloseReason> reasons = new ArrayList<>();
        var handler = new Script() {
            @Override
            protected void onSetup() {
                reasons.add(peer().closeReason());
            }

            @Override
            protected void onFinish() {
                reasons.add(peer().closeReason());
            }
        };
        try (var stage = new Stage(() -> handler)) {
            stage.connect().reset();
            stage.stepUntil(handler::isClosed);
            assertThat(reasons).containsExactly(null, CloseReason.PEER_RESET);
        }
    }

    @Test
    void shouldEndAsIfTheHandlerHadThrownWhenWorkOnAnotherThreadFails() throws IOException {
        var handler = new Script();
        var failure = new IllegalStateException("no answer");
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            setUp(stage, handler);
            onAnotherThread(() -> {
                handler.peer().write(Script.bytes("half"));
                handler.peer().fail(failure);
            });
            assertThat(new String(client.receiveAll())).isEqualTo("half");
            client.close();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.events()).containsExactly("setup", "finish", "closed HANDLER_FAILED");
            assertThat(stage.server().errors()).containsExactly(failure);
        }
    }

    @Test
    void shouldReportAFailureThatComesAfterTheEnd() throws IOException {
        var handler = new Script();
        var failure = new OutOfMemoryError("no answer");
        try (var stage = new Stage(() -> handler)) {
            stage.connect().reset();
            stage.stepUntil(handler::isClosed);
            onAnotherThread(() -> handler.peer().fail(failure));
            stage.stepUntil(() -> !stage.server().errors().isEmpty());
            assertThat(stage.server().errors()).containsExactly(failure);
            assertThat(handler.reason()).isEqualTo(CloseReason.PEER_RESET);
        }
    }

    @Test
    void shouldSayWhetherItIsPausedAndWhatItsLimitsAre() throws IOException {
        ConnectionOptions options = ConnectionOptions.defaults().withMaxInputBytes(7);
        var handler = new Script();
        try (var stage = new Stage(() -> handler, options)) {
            stage.connect();
            setUp(stage, handler);
            stage.onLoop(() -> {
                assertThat(handler.peer().isPaused()).isFalse();
                handler.peer().pause();
                assertThat(handler.peer().isPaused()).isTrue();
                handler.peer().resume();
                assertThat(handler.peer().isPaused()).isFalse();
            });
            onAnotherThread(() -> assertThat(handler.peer().options()).isSameAs(options));
        }
    }
}
