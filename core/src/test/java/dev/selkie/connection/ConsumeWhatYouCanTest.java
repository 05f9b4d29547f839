package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 2: what a handler leaves is kept and presented again. */
@DisplayName("Contract 2: consume what you can")
class ConsumeWhatYouCanTest {
    /** Takes whole lines, leaves the rest. */
    private static class Lines extends Script {
        final List<String> lines = new ArrayList<>();

        @Override
        protected void onHandle(ByteBuffer received) throws Exception {
            for (int at = received.position(); at < received.limit(); at++) {
                if (received.get(at) == '\n') {
                    byte[] line = new byte[at - received.position()];
                    received.get(line).get();
                    lines.add(new String(line, StandardCharsets.UTF_8));
                    onLine();
                }
            }
        }

        protected void onLine() throws Exception {}
    }

    @Test
    void shouldPresentWhatWasLeftInFrontOfNewBytes() throws IOException {
        var handler = new Lines();
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("on");
            stage.stepUntil(() -> handler.events().contains("handle on"));
            client.send("e\ntw");
            stage.stepUntil(() -> handler.events().contains("handle one\ntw"));
            client.send("o\n");
            stage.stepUntil(() -> handler.lines.size() == 2);
            assertThat(handler.lines).containsExactly("one", "two");
        }
    }

    @Test
    @DisplayName("B18: any split gives the same lines")
    void shouldGiveTheSameLinesHoweverTheBytesAreCut() throws IOException {
        String text = "first\n\nsecond line\nümläut\nlast\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int piece : new int[] {1, 2, 3, 7, bytes.length}) {
            var handler = new Lines();
            try (var stage = new Stage(() -> handler)) {
                Client client = stage.connect();
                for (int start = 0; start < bytes.length; start += piece) {
                    client.send(java.util.Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + piece)));
                    stage.step();
                }
                stage.stepUntil(() -> handler.lines.size() == 5);
                assertThat(handler.lines).containsExactly("first", "", "second line", "ümläut", "last");
            }
        }
    }

    @Test
    void shouldTellTheEndOfTheInputToAHandlerThatHasPausedOnItsLastLineWhenItResumes() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                if (peer().inputEnded()) {
                    received.position(received.limit());
                    peer().pause(); // until the answer has been worked out
                }
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("question").endOutput();
            stage.stepUntil(() -> handler.events().size() == 3);
            stage.steps(5);
            assertThat(handler.events()).containsExactly("setup", "handle question", "handle question");
            stage.onLoop(() -> {
                handler.peer().write(Script.bytes("answer"));
                handler.peer().resume();
            });
            assertThat(client.receiveAll()).asString().isEqualTo("answer");
            assertThat(handler.events()).containsOnlyOnce("endOfInput");
        }
    }

    @Test
    void shouldPresentTheRestToAHandlerThatConsumesOneMessageAndPausesAndResumesAtOnce() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                received.get();
                peer().pause();
                peer().resume(); // the answer was in a cache
            }
        };
        try (var stage = new Stage(() -> handler)) {
            stage.connect().send("ab");
            stage.steps(10);
            assertThat(handler.events()).endsWith("handle b");
        }
    }

    @Test
    void shouldNotPresentAnythingAfterTheEndOfTheInputWasTold() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                // half a line
            }

            @Override
            protected void onEndOfInput() {
                peer().pause(); // until the last answer has been worked out
            }
        };
        try (var stage = new Stage(() -> handler)) {
            stage.connect().send("half").endOutput();
            stage.stepUntil(() -> handler.events().contains("endOfInput"));
            stage.onLoop(() -> handler.peer().resume());
            stage.steps(3);
            assertThat(handler.events()).endsWith("endOfInput");
        }
    }

    @Test
    void shouldPresentWhatWasLeftOnceMoreAtTheEndOfTheInput() throws IOException {
        var handler = new Lines() {
            @Override
            protected void onHandle(ByteBuffer received) throws Exception {
                super.onHandle(received);
                if (peer().inputEnded()) {
                    lines.add(take(received));
                }
            }
        };
        try (var stage = new Stage(() -> handler)) {
            stage.connect().send("whole\nhalf").endOutput();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.lines).containsExactly("whole", "half");
            assertThat(handler.events()).endsWith("handle half", "endOfInput", "finish", "closed PEER_CLOSED");
        }
    }

    @Test
    void shouldNeverPassAnEmptyBuffer() throws IOException {
        var handler = new Script();
        try (var stage = new Stage(() -> handler)) {
            stage.connect().endOutput();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.events()).containsExactly("setup", "endOfInput", "finish", "closed PEER_CLOSED");
        }
    }

    @Test
    void shouldPresentWhatWasLeftWhenReadingIsResumed() throws IOException {
        var handler = new Lines() {
            @Override
            protected void onHandle(ByteBuffer received) throws Exception {
                if (lines.isEmpty()) {
                    lines.add("paused");
                    peer().pause();
                } else {
                    super.onHandle(received);
                }
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("a\n");
            stage.stepUntil(() -> !handler.lines.isEmpty());
            client.send("b\n");
            stage.steps(3);
            assertThat(handler.lines).containsExactly("paused");
            stage.onLoop(() -> handler.peer().resume());
            stage.stepUntil(() -> handler.lines.size() == 3);
            assertThat(handler.lines).containsExactly("paused", "a", "b");
        }
    }

    @Test
    void shouldNotPresentTheSameBytesForEverToAHandlerThatResumesWhileItLooksAtThem() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                peer().pause();
                peer().resume();
                peer().resume();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("abc");
            stage.stepUntil(() -> handler.events().size() == 2);
            stage.steps(3);
            assertThat(handler.events()).containsExactly("setup", "handle abc");
            client.send("d");
            stage.stepUntil(() -> handler.events().size() == 3);
            assertThat(handler.events()).endsWith("handle abcd");
        }
    }

    @Test
    @DisplayName("B21: pipelined requests are answered to the last, though the handler stops while output waits")
    void shouldPresentWhatWasLeftWhenOutputHasDrained() throws IOException {
        byte[] answer = new byte[40 * 1024];
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                while (received.hasRemaining() && peer().isWritable()) {
                    received.get();
                    peer().write(ByteBuffer.wrap(answer));
                }
            }
        };
        int requests = 200;
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect(64 * 1024).send(new byte[requests]);
            client.endOutput();
            assertThat(client.receiveAll()).hasSize(requests * answer.length);
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.PEER_CLOSED);
            assertThat(handler.events()).contains("writable");
        }
    }

    @Test
    void shouldNotPresentWhatWasLeftToAPausedHandlerWhenOutputHasDrained() throws IOException {
        byte[] answer = new byte[8 * 1024 * 1024];
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                received.get();
                peer().write(ByteBuffer.wrap(answer));
                peer().pause();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect(64 * 1024).send("ab");
            client.receive(answer.length);
            stage.stepUntil(() -> handler.events().contains("writable"));
            stage.steps(2);
            assertThat(handler.events()).containsExactly("setup", "handle ab", "writable");
            stage.onLoop(() -> handler.peer().resume());
            assertThat(client.receive(2 * answer.length)).hasSize(2 * answer.length);
        }
    }

    @Test
    void shouldTellTheEndOfTheInputOnceThoughReadingIsResumedAfterIt() throws IOException {
        var handler = new Script() {
            @Override
            protected void onEndOfInput() {
                // an answer is still being worked out
            }
        };
        try (var stage = new Stage(() -> handler)) {
            stage.connect().endOutput();
            stage.stepUntil(() -> handler.events().contains("endOfInput"));
            stage.onLoop(() -> {
                handler.peer().pause();
                handler.peer().resume();
            });
            stage.steps(2);
            assertThat(handler.events()).containsExactly("setup", "endOfInput");
        }
    }

    @Test
    @DisplayName("B14: more than the limit is refused")
    void shouldCloseWhenMoreThanTheLimitIsLeft() throws IOException {
        var handler = new Lines();
        try (var stage = new Stage(
                () -> handler,
                ConnectionOptions.defaults().withMaxInputBytes(1000).withRequestTimeout(java.time.Duration.ZERO))) {
            Client client = stage.connect().send(new byte[1000]);
            stage.stepUntil(() -> handler.events().size() >= 2);
            stage.steps(2);
            assertThat(handler.isClosed()).isFalse();
            client.send(new byte[1]);
            stage.stepUntil(() -> handler.events().contains("finish"));
            client.receiveAll();
            client.close();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.INPUT_TOO_LONG);
        }
    }

    @Test
    void shouldNotCountWhatAPausedHandlerLeaves() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                peer().pause();
            }
        };
        try (var stage = new Stage(() -> handler, ConnectionOptions.defaults().withMaxInputBytes(10))) {
            stage.connect().send(new byte[1000]);
            stage.stepUntil(() -> handler.events().size() == 2);
            stage.steps(3);
            assertThat(handler.events()).containsExactly("setup", "handle…");
            assertThat(handler.isClosed()).isFalse();
        }
    }

    @Test
    void shouldLetAnIdleConnectionOwnNoBuffer() throws IOException {
        var handler = new Lines();
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("begun");
            stage.stepUntil(() -> handler.events().size() == 2);
            assertThat(stage.server().budget().usedBytes()).isPositive();
            client.send(" and ended\n");
            stage.stepUntil(() -> handler.lines.size() == 1);
            assertThat(stage.server().budget().usedBytes()).isZero();
        }
    }

    @Test
    void shouldRefuseABufferWhosePositionWasMovedBack() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                received.position(0);
            }
        };
        try (var stage = new Stage(() -> handler)) {
            stage.connect().send("x");
            stage.stepUntil(() -> !stage.server().errors().isEmpty());
            assertThat(stage.server().errors().get(0)).hasMessageContaining("moved the buffer's position back");
        }
    }

    @Test
    void shouldTakeALimitTheHandlerHasMovedForNothing() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                received.limit(received.position() + 1);
                events().add("took " + take(received));
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("ab");
            stage.stepUntil(() -> handler.events().contains("took a"));
            client.send("c");
            stage.stepUntil(() -> handler.events().contains("handle bc"));
        }
    }
}
