package dev.selkie.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handler.LineRequestHandler;
import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("endOutput: our side has ended, the other is still read")
class EndOutputTest {
    /** Answers the first bytes, and ends its side. */
    private static class OneAnswer extends Script {
        @Override
        protected void onHandle(ByteBuffer received) throws Exception {
            super.onHandle(received);
            peer().write(bytes("answer"));
            peer().endOutput();
            peer().endOutput();
        }
    }

    @Test
    void shouldReadOnAfterTheEndOfOurSide() throws IOException {
        var handler = new OneAnswer();
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("one");
            assertThat(new String(client.receiveAll(), UTF_8)).isEqualTo("answer");
            client.send("two").endOutput();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.events())
                    .containsExactly("setup", "handle one", "handle two", "endOfInput", "finish", "closed PEER_CLOSED");
            assertThat(handler.unsentBytes()).isZero();
        }
    }

    @Test
    void shouldSendWhatWaitsBeforeTheEnd() throws IOException {
        byte[] much = new byte[5_000_000];
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().write(ByteBuffer.wrap(much));
                peer().endOutput();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            assertThat(client.receiveAll()).hasSize(much.length);
            assertThat(handler.isClosed()).isFalse();
            client.endOutput();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.PEER_CLOSED);
        }
    }

    @Test
    void shouldTakeNoMoreAndSaySo() throws IOException {
        boolean[] taken = new boolean[3];
        var handler = new OneAnswer() {
            @Override
            protected void onHandle(ByteBuffer received) throws Exception {
                super.onHandle(received);
                taken[0] = peer().write(bytes("more"));
                taken[1] = peer().write(bytes("and more"));
                assertThat(peer().isOpen()).isTrue();
                assertThat(peer().isWritable()).isTrue(); // as far as that stops a handler from consuming
            }

            @Override
            protected void onFinish() {
                taken[2] = peer().write(bytes("more"));
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("one").endOutput();
            assertThat(new String(client.receiveAll(), UTF_8)).isEqualTo("answer");
            stage.stepUntil(handler::isClosed);
            assertThat(taken).containsOnly(false);
            assertThat(handler.events()).endsWith("finish", "closed PEER_CLOSED");
        }
    }

    @Test
    void shouldCloseWhenBothSidesHaveEndedThoughNobodySaysSo() throws IOException {
        byte[] much = new byte[5_000_000];
        var handler = new Script() {
            @Override
            protected void onEndOfInput() {
                peer().write(ByteBuffer.wrap(much));
                peer().endOutput();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().endOutput();
            stage.stepUntil(() -> handler.events().contains("endOfInput"));
            assertThat(handler.isClosed()).isFalse();
            assertThat(client.receiveAll()).hasSize(much.length);
            stage.stepUntil(handler::isClosed);
            assertThat(handler.events()).containsExactly("setup", "endOfInput", "finish", "closed PEER_CLOSED");
        }
    }

    @Test
    void shouldStillPresentWhatWasLeftByAPausedHandler() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                received.get();
                peer().pause();
            }

            @Override
            protected void onEndOfInput() {
                // both sides have ended; what was left is still to be handled
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            stage.stepUntil(() -> handler.events().contains("setup"));
            stage.onLoop(() -> handler.peer().endOutput());
            client.send("abc").endOutput();
            for (String left : new String[] {"abc", "bc", "c"}) {
                stage.stepUntil(() -> handler.events().contains("handle " + left));
                assertThat(handler.isClosed()).isFalse();
                stage.onLoop(() -> handler.peer().resume());
            }
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.PEER_CLOSED);
        }
    }

    @Test
    void shouldNotCloseUnderAHandlerThatPausedAtTheLastBytes() throws IOException {
        boolean[] ready = {false};
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().endOutput();
            }

            @Override
            protected void onHandle(ByteBuffer received) {
                if (ready[0]) {
                    received.position(received.limit());
                } else if (peer().inputEnded()) {
                    peer().pause();
                }
            }

            @Override
            protected void onEndOfInput() {
                // both sides have ended
            }
        };
        try (var stage = new Stage(() -> handler)) {
            stage.connect().send("abc").endOutput();
            stage.stepUntil(() -> handler.events().equals(List.of("setup", "handle abc", "handle abc")));
            stage.steps(3);
            assertThat(handler.isClosed()).isFalse();
            ready[0] = true;
            stage.onLoop(() -> handler.peer().resume());
            stage.stepUntil(handler::isClosed);
            assertThat(handler.events()).endsWith("handle abc", "endOfInput", "finish", "closed PEER_CLOSED");
        }
    }

    @Test
    void shouldStillHandleLineAfterLine() throws IOException {
        List<String> lines = new ArrayList<>();
        var handler = new LineRequestHandler() {
            @Override
            protected void setup() {
                connection().endOutput();
            }

            @Override
            protected void handleLine(ByteBuffer line) {
                lines.add(Script.take(line));
            }
        };
        try (var stage = new Stage(() -> handler)) {
            stage.connect().send("one\ntwo\nthree\n").endOutput();
            stage.stepUntil(() -> stage.server().counters().closed(CloseReason.PEER_CLOSED) == 1);
            assertThat(lines).containsExactly("one", "two", "three");
        }
    }

    @Test
    void shouldTellTheEndOfInputThoughTheLastBytesEndOurSide() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                if (peer().inputEnded()) {
                    received.position(received.limit());
                    peer().endOutput();
                }
            }
        };
        try (var stage = new Stage(() -> handler)) {
            stage.connect().send("abc").endOutput();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.events()).endsWith("endOfInput", "finish", "closed PEER_CLOSED");
        }
    }

    @Test
    void shouldSendWhatAnotherThreadHasWrittenBeforeItEndsOurSide() throws Exception {
        var handler = new Script();
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            stage.stepUntil(() -> handler.events().contains("setup"));
            boolean[] taken = new boolean[2];
            stage.onLoop(() -> {
                var other = new Thread(() -> {
                    taken[0] = handler.peer().write(Script.bytes("last words"));
                    handler.peer().endOutput();
                    taken[1] = handler.peer().write(Script.bytes("too late"));
                });
                other.start();
                try {
                    other.join();
                } catch (InterruptedException unexpected) {
                    throw new AssertionError(unexpected);
                }
            });
            assertThat(new String(client.receiveAll(), UTF_8)).isEqualTo("last words");
            assertThat(taken).containsExactly(true, false);
            assertThat(handler.isClosed()).isFalse();
        }
    }

    @Test
    void shouldEndAnIdleOneAsAnyOther() throws IOException {
        var handler = new OneAnswer();
        var options = ConnectionOptions.defaults();
        try (var stage = new Stage(() -> handler, options)) {
            Client client = stage.connect().send("one");
            assertThat(client.receiveAll()).isNotEmpty();
            stage.passTime(options.idleTimeout());
            stage.passTime(options.idleTimeout());
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.IDLE);
        }
    }

    @Test
    void shouldCloseAfterTheEndOfOurSide() throws IOException {
        var handler = new OneAnswer();
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("one");
            assertThat(client.receiveAll()).isNotEmpty();
            stage.onLoop(() -> handler.peer().close());
            client.endOutput();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.CLOSED_BY_HANDLER);
        }
    }
}
