package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Contract 5: nothing lost in silence")
class NothingLostInSilenceTest {
    @Test
    @DisplayName("B6: a client that ends its side after 8 MiB gets all 8 MiB back, then the end of the stream")
    void shouldAnswerAllThatCameBeforeTheEndOfInput() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                peer().write(received);
            }
        };
        byte[] bytes = WriteNowQueueTheRestTest.pattern(8 * 1024 * 1024, 3);
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            ByteBuffer source = ByteBuffer.wrap(bytes);
            stage.stepUntil(() -> {
                client.read();
                client.sendSome(source);
                return !source.hasRemaining();
            });
            client.endOutput();
            assertThat(client.receiveAll()).isEqualTo(bytes);
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.PEER_CLOSED);
            assertThat(handler.unsentBytes()).isZero();
        }
    }

    @Test
    void shouldLetAHandlerWriteLongAfterThePeerHasEndedItsSide() throws IOException {
        var handler = new Script() {
            @Override
            protected void onEndOfInput() {
                events().add("not closing");
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().endOutput();
            stage.stepUntil(() -> handler.events().contains("not closing"));
            long turns = stage.loop().turnNumber();
            stage.steps(3);
            assertThat(stage.loop().turnNumber() - turns).isEqualTo(3); // B7: the end of input does not spin
            stage.onLoop(() -> {
                handler.peer().write(Script.bytes("late answer"));
                handler.peer().close();
            });
            assertThat(new String(client.receiveAll())).isEqualTo("late answer");
            assertThat(handler.events().stream().filter("endOfInput"::equals)).hasSize(1);
        }
    }

    @Test
    @DisplayName("B4: an answer to a client whose input was not read to the end is not reset away")
    void shouldNotResetAnAnswerAwayWhenInputIsLeftUnread() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                peer().write(Script.bytes("too much, thank you"));
                peer().close();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            ByteBuffer body = ByteBuffer.allocate(512 * 1024);
            stage.stepUntil(() -> {
                client.sendSome(body);
                return !body.hasRemaining();
            });
            assertThat(new String(client.receiveAll())).isEqualTo("too much, thank you");
            client.close();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.CLOSED_BY_HANDLER);
            assertThat(handler.unsentBytes()).isZero();
        }
    }

    @Test
    void shouldNotListenForEverToAPeerThatSendsOnAfterTheEnd() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                peer().close();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("x");
            stage.stepUntil(() -> handler.events().contains("finish"));
            for (int second = 0; second < 29; second++) {
                client.send(new byte[64 * 1024]);
                stage.steps(2);
                stage.passTime(Duration.ofSeconds(1));
                assertThat(handler.isClosed()).isFalse();
            }
            client.send("x");
            stage.steps(2);
            stage.passTime(Duration.ofMillis(1500));
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.CLOSED_BY_HANDLER);
        }
    }

    @Test
    @DisplayName("B4: what the kernel still holds for a slow reader that sent much is not reset away")
    void shouldDeliverAllToASlowReaderThatHadMuchToSay() throws IOException {
        byte[] answer = WriteNowQueueTheRestTest.pattern(6 * 1024 * 1024, 5);
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                peer().write(ByteBuffer.wrap(answer));
                peer().close();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect(64 * 1024);
            ByteBuffer body = ByteBuffer.allocate(4 * 1024 * 1024);
            stage.stepUntil(() -> {
                client.sendSome(body); // much more than the handler reads
                client.read();
                return !body.hasRemaining();
            });
            assertThat(client.receiveAll()).isEqualTo(answer);
        }
    }

    @Test
    void shouldNotWaitForEverForAPeerThatDoesNotEnd() throws IOException {
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().close();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            assertThat(client.receiveAll()).isEmpty();
            stage.passTime(Duration.ofMillis(1900));
            assertThat(handler.isClosed()).isFalse();
            stage.passTime(Duration.ofMillis(200));
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.CLOSED_BY_HANDLER);
        }
    }

    @Test
    @DisplayName("B3: a reset closes this connection, once, with its reason")
    void shouldTellAReset() throws IOException {
        var handler = new Script();
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("hello");
            stage.stepUntil(() -> handler.events().contains("handle hello"));
            client.reset();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.events()).containsExactly("setup", "handle hello", "finish", "closed PEER_RESET");
            assertThat(stage.server().errors()).isEmpty();
            assertThat(stage.server().counters().closed(CloseReason.PEER_RESET)).isEqualTo(1);
        }
    }

    @Test
    void shouldCountTheBytesAResetLeftUnsent() throws IOException {
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().write(ByteBuffer.allocate(15 * 1024 * 1024));
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect(64 * 1024);
            stage.stepUntil(() -> !handler.events().isEmpty());
            client.reset();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.PEER_RESET);
            Counters counters = stage.server().counters();
            assertThat(handler.unsentBytes()).isPositive();
            assertThat(counters.sentBytes() + handler.unsentBytes()).isEqualTo(15 * 1024 * 1024);
            assertThat(counters.cut()).isEqualTo(1);
            assertThat(stage.server().budget().usedBytes()).isZero();
        }
    }

    @Test
    void shouldNotShowAWriteErrorToTheHandler() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                peer().pause(); // so that the reset is met by a write and not by a read
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("x");
            stage.stepUntil(() -> handler.events().contains("handle x"));
            client.reset();
            boolean[] answers = new boolean[2];
            stage.onLoop(() -> {
                answers[0] = handler.peer().write(ByteBuffer.allocate(20_000));
                answers[1] = handler.peer().write(ByteBuffer.allocate(20_000));
            });
            assertThat(answers[1]).isFalse();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.PEER_RESET);
            assertThat(stage.server().errors()).isEmpty();
        }
    }

    @Test
    void shouldCountTheBytesOfAWriteThatFailed() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                peer().pause(); // so that the reset is met by a write and not by a read
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("x");
            stage.stepUntil(() -> handler.events().contains("handle x"));
            client.reset();
            stage.onLoop(() -> handler.peer().write(ByteBuffer.allocate(20_000)));
            stage.stepUntil(handler::isClosed);
            assertThat(handler.unsentBytes()).isEqualTo(20_000);
            assertThat(stage.server().counters().cut()).isEqualTo(1);
        }
    }

    @Test
    void shouldResetOnAbortAndTellWhatWasDropped() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                peer().write(ByteBuffer.allocate(15 * 1024 * 1024));
                peer().abort();
            }

            @Override
            protected void onFinish() {
                assertThat(peer().write(Script.bytes("no use"))).isFalse();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect(64 * 1024).send("go");
            assertThat(client.isReset()).isTrue();
            assertThat(handler.reason()).isEqualTo(CloseReason.ABORTED);
            assertThat(handler.unsentBytes()).isPositive();
        }
    }

    @Test
    void shouldKeepTheFirstReason() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                peer().close();
                throw new IllegalStateException("after close");
            }
        };
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect().send("x");
            client.receiveAll();
            client.reset();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.CLOSED_BY_HANDLER);
            assertThat(stage.server().errors()).hasSize(1);
        }
    }

    @Test
    @DisplayName("A8: counters add up")
    void shouldCountEveryConnectionOnceByItsReason() throws IOException {
        try (var stage = new Stage(Script::new)) {
            for (int i = 0; i < 20; i++) {
                Client client = stage.connect().send("x");
                if (i % 2 == 0) {
                    client.endOutput();
                } else {
                    stage.steps(2);
                    client.reset();
                }
            }
            Counters counters = stage.server().counters();
            stage.stepUntil(() -> counters.opened() == 20 && counters.open() == 0);
            assertThat(counters.closed(CloseReason.PEER_CLOSED)).isEqualTo(10);
            assertThat(counters.closed(CloseReason.PEER_RESET)).isEqualTo(10);
            assertThat(counters.receivedBytes()).isEqualTo(20);
        }
    }
}
