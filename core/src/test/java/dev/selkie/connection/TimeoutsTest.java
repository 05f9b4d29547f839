package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 8, for one connection. The clock wraps over {@link Long#MAX_VALUE} in each of these (L11). */
@DisplayName("Contract 8: time-outs")
class TimeoutsTest {
    private static final ConnectionOptions NONE = ConnectionOptions.defaults()
            .withIdleTimeout(Duration.ZERO)
            .withWriteTimeout(Duration.ZERO)
            .withRequestTimeout(Duration.ZERO);
    private static final Duration ALMOST = Duration.ofMillis(9_900);
    private static final Duration REST = Duration.ofMillis(200);

    /** Leaves what is no whole line. */
    private static class Lines extends Script {
        @Override
        protected void onHandle(ByteBuffer received) throws Exception {
            int end = received.limit();
            while (end > received.position() && received.get(end - 1) != '\n') {
                end--;
            }
            received.position(end);
        }
    }

    /** Until the socket takes nothing more. */
    private static void fillKernel(Stage stage) {
        stage.steps(50);
    }

    @Test
    @DisplayName("B12: a peer that says nothing for the idle time-out is let go")
    void shouldCloseAnIdleConnection() throws IOException {
        var handler = new Script();
        try (var stage = new Stage(() -> handler, NONE.withIdleTimeout(Duration.ofSeconds(10)))) {
            Client client = stage.connect();
            stage.stepUntil(() -> !handler.events().isEmpty());
            stage.passTime(ALMOST);
            client.send("x");
            stage.stepUntil(() -> handler.events().contains("handle x"));
            stage.passTime(ALMOST);
            stage.steps(2);
            assertThat(handler.events()).doesNotContain("finish");
            stage.passTime(REST);
            client.receiveAll();
            client.close();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.IDLE);
        }
    }

    @Test
    void shouldNotTakeAConnectionThatOnlyWritesForAnIdleOne() throws IOException {
        var handler = new Script();
        try (var stage = new Stage(() -> handler, NONE.withIdleTimeout(Duration.ofSeconds(10)))) {
            Client client = stage.connect();
            stage.stepUntil(() -> !handler.events().isEmpty());
            for (int i = 1; i <= 3; i++) {
                stage.passTime(ALMOST);
                stage.onLoop(() -> handler.peer().write(Script.bytes("x")));
                client.receive(i);
            }
            assertThat(handler.events()).doesNotContain("finish");
            stage.passTime(ALMOST.plus(REST));
            stage.stepUntil(() -> handler.events().contains("finish"));
        }
    }

    @Test
    void shouldNotTakeAConnectionWhoseOutputWaitsForAnIdleOne() throws IOException {
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().write(ByteBuffer.allocate(15 * 1024 * 1024));
            }
        };
        try (var stage = new Stage(() -> handler, NONE.withIdleTimeout(Duration.ofSeconds(10)))) {
            stage.connect(64 * 1024);
            stage.stepUntil(() -> !handler.events().isEmpty());
            fillKernel(stage);
            stage.passTime(Duration.ofHours(1)); // it is the write time-out that ends it, and there is none
            stage.steps(2);
            assertThat(handler.events()).containsExactly("setup");
        }
    }

    @Test
    void shouldCloseAnIdleConnectionThatWasPausedFromTheStart() throws IOException {
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().pause();
            }
        };
        try (var stage = new Stage(() -> handler, NONE.withIdleTimeout(Duration.ofSeconds(10)))) {
            Client client = stage.connect();
            stage.stepUntil(() -> !handler.events().isEmpty());
            client.reset(); // a paused connection gets no event of it
            stage.steps(3);
            assertThat(handler.isClosed()).isFalse();
            stage.passTime(ALMOST.plus(REST));
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.IDLE);
        }
    }

    @Test
    @DisplayName("L12: what came while the process was stopped is read before anything expires")
    void shouldReadWaitingInputBeforeItExpiresAnyone() throws IOException {
        var handler = new Script();
        try (var stage = new Stage(() -> handler, NONE.withIdleTimeout(Duration.ofSeconds(10)))) {
            Client client = stage.connect();
            stage.stepUntil(() -> !handler.events().isEmpty());
            client.sendSome("x".getBytes());
            stage.passTime(Duration.ofMinutes(1));
            stage.steps(2);
            assertThat(handler.events()).containsExactly("setup", "handle x");
        }
    }

    @Test
    @DisplayName("B11: a peer that takes nothing for the write time-out is cut")
    void shouldCutAPeerThatTakesNothing() throws IOException {
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().write(ByteBuffer.allocate(15 * 1024 * 1024));
            }
        };
        try (var stage = new Stage(() -> handler, NONE.withWriteTimeout(Duration.ofSeconds(10)))) {
            Client client = stage.connect(64 * 1024);
            stage.stepUntil(() -> !handler.events().isEmpty());
            fillKernel(stage);
            stage.passTime(ALMOST);
            int before = client.receivedCount();
            for (int i = 0; i < 100; i++) {
                client.read();
                stage.step();
            }
            assertThat(client.receivedCount()).isGreaterThan(before); // it takes some: the time begins anew
            fillKernel(stage);
            stage.passTime(ALMOST);
            assertThat(handler.isClosed()).isFalse();
            stage.passTime(REST);
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.STALLED);
            assertThat(handler.unsentBytes()).isPositive();
            assertThat(client.isReset()).isTrue();
        }
    }

    @Test
    void shouldCutAPeerThatTakesNothingWhileItsConnectionDrains() throws IOException {
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().write(ByteBuffer.allocate(15 * 1024 * 1024));
                peer().close();
            }
        };
        try (var stage = new Stage(() -> handler, NONE.withWriteTimeout(Duration.ofSeconds(10)))) {
            Client client = stage.connect(64 * 1024);
            stage.stepUntil(() -> handler.events().contains("finish"));
            fillKernel(stage);
            stage.passTime(ALMOST.plus(REST));
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.STALLED); // why bytes were lost, not why it was to end
            assertThat(handler.unsentBytes()).isPositive();
            assertThat(client.isReset()).isTrue(); // the part it has got must not pass for the whole
        }
    }

    @Test
    @DisplayName("B13: a message that drips is cut when its time is up, though every byte comes in time")
    void shouldCutAMessageThatDrips() throws IOException {
        var handler = new Lines();
        try (var stage = new Stage(() -> handler, NONE.withRequestTimeout(Duration.ofSeconds(10)))) {
            Client client = stage.connect();
            stage.stepUntil(() -> !handler.events().isEmpty());
            stage.passTime(Duration.ofHours(1)); // no message has begun: nothing runs
            for (int i = 0; i < 9; i++) {
                client.send("x");
                stage.passTime(Duration.ofMillis(1100));
                stage.steps(2);
            }
            assertThat(handler.events()).doesNotContain("finish");
            client.send("x");
            stage.passTime(Duration.ofMillis(2200));
            client.receiveAll();
            client.close();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.REQUEST_TIMEOUT);
        }
    }

    @Test
    void shouldGiveEveryMessageItsOwnTime() throws IOException {
        var handler = new Lines();
        try (var stage = new Stage(() -> handler, NONE.withRequestTimeout(Duration.ofSeconds(10)))) {
            Client client = stage.connect();
            client.send("begun");
            stage.stepUntil(() -> handler.events().contains("handle begun"));
            for (int i = 0; i < 5; i++) {
                stage.passTime(Duration.ofSeconds(6));
                client.send(" ended\nbegun");
                int messages = i + 1;
                stage.stepUntil(() -> handler.events().stream()
                                .filter("handle begun ended\nbegun"::equals)
                                .count()
                        == messages);
            }
            assertThat(handler.events()).doesNotContain("finish");
        }
    }

    @Test
    void shouldStopTheMessagesTimeWhileReadingIsPaused() throws IOException {
        var handler = new Lines();
        try (var stage = new Stage(() -> handler, NONE.withRequestTimeout(Duration.ofSeconds(10)))) {
            Client client = stage.connect().send("begun");
            stage.stepUntil(() -> handler.events().contains("handle begun"));
            stage.passTime(Duration.ofSeconds(6));
            stage.onLoop(() -> handler.peer().pause());
            stage.passTime(Duration.ofHours(1));
            stage.onLoop(() -> handler.peer().resume());
            stage.passTime(Duration.ofSeconds(3));
            stage.steps(2);
            assertThat(handler.events()).doesNotContain("finish");
            stage.passTime(Duration.ofSeconds(2));
            client.receiveAll();
            client.close();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.REQUEST_TIMEOUT);
        }
    }

    @Test
    void shouldTimeTheMessageOfADecoderThatConsumesAsItParses() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                if (take(received).equals("end")) {
                    peer().messageEnds();
                } else {
                    peer().messageBegins();
                }
            }
        };
        try (var stage = new Stage(() -> handler, NONE.withRequestTimeout(Duration.ofSeconds(10)))) {
            Client client = stage.connect().send("begin");
            stage.stepUntil(() -> handler.events().contains("handle begin"));
            stage.passTime(ALMOST);
            client.send("end");
            stage.stepUntil(() -> handler.events().contains("handle end"));
            stage.passTime(Duration.ofHours(1));
            client.send("again");
            stage.stepUntil(() -> handler.events().contains("handle again"));
            stage.passTime(ALMOST.plus(REST));
            stage.stepUntil(() -> handler.events().contains("finish"));
            client.close();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.REQUEST_TIMEOUT);
        }
    }

    @Test
    void shouldNotTimeAPureStream() throws IOException {
        var handler = new Script();
        try (var stage = new Stage(() -> handler, NONE.withRequestTimeout(Duration.ofSeconds(10)))) {
            stage.connect().send("bytes");
            stage.stepUntil(() -> handler.events().size() == 2);
            stage.passTime(Duration.ofHours(1));
            stage.steps(2);
            assertThat(handler.events()).hasSize(2);
        }
    }

    @Test
    void shouldKnowItsDefaultsAndRefuseNonsense() {
        ConnectionOptions options = ConnectionOptions.defaults();
        assertThat(options.idleTimeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(options.writeTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(options.requestTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.maxInputBytes()).isEqualTo(64 * 1024);
        assertThat(options.highMarkBytes()).isEqualTo(64 * 1024);
        assertThat(options.maxOutputBytes()).isEqualTo(16 * 1024 * 1024);
        assertThatThrownBy(() -> options.withIdleTimeout(Duration.ofSeconds(-1)))
                .hasMessageContaining("negative");
        assertThatThrownBy(() -> options.withIdleTimeout(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.withMaxInputBytes(0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> options.withMarks(10, 5)).hasMessageContaining("above high mark");
        assertThat(options.withMarks(1, 2)).isNotSameAs(options);
        assertThat(options.highMarkBytes()).isEqualTo(64 * 1024);
    }
}
