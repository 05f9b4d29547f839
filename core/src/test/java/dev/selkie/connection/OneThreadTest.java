package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Contract 1: one thread")
class OneThreadTest {
    private static <T> T onAnotherThread(java.util.function.Supplier<T> task) {
        return CompletableFuture.supplyAsync(task).join();
    }

    @Test
    @DisplayName("B22: bytes written by several threads arrive in the order each wrote them")
    void shouldKeepTheOrderOfEachThreadThatWrites() throws Exception {
        int threads = 8;
        int messages = 2000;
        var handler = new Script();
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            stage.stepUntil(() -> !handler.events().isEmpty());
            List<Thread> writers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int id = t;
                var writer = new Thread(() -> {
                    for (int i = 0; i < messages; i++) {
                        handler.peer()
                                .write(ByteBuffer.allocate(8)
                                        .putInt(id)
                                        .putInt(i)
                                        .flip());
                    }
                });
                writers.add(writer);
                writer.start();
            }
            ByteBuffer received = ByteBuffer.wrap(client.receive(threads * messages * 8));
            int[] next = new int[threads];
            while (received.hasRemaining()) {
                int id = received.getInt();
                assertThat(received.getInt()).isEqualTo(next[id]++);
            }
            assertThat(next).containsOnly(messages);
            for (Thread writer : writers) {
                writer.join();
            }
            assertThat(stage.server().budget().usedBytes()).isZero();
        }
    }

    @Test
    void shouldCopyAndChargeWhatAnotherThreadWritesAtOnce() throws Exception {
        var handler = new Script();
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            stage.stepUntil(() -> !handler.events().isEmpty());
            ByteBuffer mine = Script.bytes("hello");
            assertThat(onAnotherThread(() -> handler.peer().write(mine))).isTrue();
            assertThat(mine.hasRemaining()).isFalse();
            assertThat(stage.server().budget().usedBytes()).isEqualTo(5 + 128);
            mine.put(0, (byte) 'X');
            assertThat(client.receiveText(5)).isEqualTo("hello");
            assertThat(stage.server().budget().usedBytes()).isZero();
        }
    }

    @Test
    void shouldDoWhatAnotherThreadAsksForInTheOrderOfItsCalls() throws Exception {
        var handler = new Script();
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            stage.stepUntil(() -> !handler.events().isEmpty());
            boolean[] answers = onAnotherThread(() -> {
                Connection peer = handler.peer();
                boolean first = peer.write(Script.bytes("one "));
                peer.execute(() -> handler.events().add("task"));
                boolean second = peer.write(Script.bytes("two"));
                peer.close();
                return new boolean[] {first, second, peer.write(Script.bytes("never"))};
            });
            assertThat(answers).containsExactly(true, true, false);
            assertThat(new String(client.receiveAll())).isEqualTo("one two");
            client.close();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.events()).containsExactly("setup", "task", "finish", "closed CLOSED_BY_HANDLER");
            assertThat(handler.unsentBytes()).isZero();
        }
    }

    @Test
    void shouldDeliverWhatAnotherThreadWroteBeforeTheHandlerCloses() throws Exception {
        var handler = new Script();
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            stage.stepUntil(() -> !handler.events().isEmpty());
            stage.loop().execute(() -> handler.peer().close()); // runs before the task that takes over the bytes
            assertThat(onAnotherThread(() -> handler.peer().write(Script.bytes("hello"))))
                    .isTrue();
            assertThat(new String(client.receiveAll())).isEqualTo("hello");
            client.close();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.unsentBytes()).isZero();
        }
    }

    @Test
    void shouldSayHowManyBytesOfOtherThreadsWereNotSent() throws Exception {
        var handler = new Script();
        try (var stage = new Stage(() -> handler)) {
            stage.connect();
            stage.stepUntil(() -> !handler.events().isEmpty());
            stage.loop().execute(() -> handler.peer().abort());
            assertThat(onAnotherThread(() -> handler.peer().write(Script.bytes("hello"))))
                    .isTrue();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.unsentBytes()).isEqualTo(5);
            assertThat(stage.server().budget().usedBytes()).isZero();
            assertThat(onAnotherThread(() -> handler.peer().write(Script.bytes("x"))))
                    .isFalse();
        }
    }

    @Test
    void shouldCloseWhenOtherThreadsWriteMoreThanMayWait() throws Exception {
        var handler = new Script();
        try (var stage = new Stage(() -> handler, ConnectionOptions.defaults().withMaxOutputBytes(100))) {
            stage.connect();
            stage.stepUntil(() -> !handler.events().isEmpty());
            assertThat(onAnotherThread(() -> handler.peer().write(ByteBuffer.allocate(60))))
                    .isTrue();
            assertThat(onAnotherThread(() -> handler.peer().write(ByteBuffer.allocate(60))))
                    .isFalse();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.OUTPUT_TOO_LONG);
        }
    }

    @Test
    void shouldRefuseEverythingElseOnAnotherThreadWhileTheLoopRuns() throws Exception {
        var handler = new Script();
        List<Throwable> refusals = new CopyOnWriteArrayList<>();
        try (var stage = new Stage(() -> handler)) {
            stage.connect();
            stage.stepUntil(() -> !handler.events().isEmpty());
            List<Runnable> calls = List.of(
                    handler.peer()::pause,
                    handler.peer()::resume,
                    handler.peer()::abort,
                    handler.peer()::messageBegins,
                    handler.peer()::messageEnds,
                    handler.peer()::isOpen,
                    handler.peer()::isWritable,
                    handler.peer()::isPaused,
                    handler.peer()::closeReason,
                    handler.peer()::inputEnded,
                    () -> handler.peer().send(new WriteNowQueueTheRestTest.Letters(1, Integer.MAX_VALUE)));
            stage.onLoop(() -> calls.forEach(call -> onAnotherThread(() -> {
                try {
                    call.run();
                } catch (IllegalStateException refusal) {
                    refusals.add(refusal);
                }
                return "";
            })));
            assertThat(refusals)
                    .hasSize(calls.size())
                    .allSatisfy(refusal -> assertThat(refusal).hasMessageContaining("use execute(task)"));
        }
    }

    @Test
    void shouldRefuseAHandlerThatServesAConnectionAlready() throws IOException {
        var handler = new Script();
        try (var stage = new Stage(() -> handler)) {
            stage.connect();
            Client second = stage.connect();
            assertThat(second.isReset()).isTrue();
            assertThat(stage.server().errors())
                    .singleElement()
                    .satisfies(error -> assertThat(error).hasMessageContaining("make a new handler for each"));
        }
    }

    @Test
    void shouldHaveNoConnectionBeforeSetup() {
        assertThatThrownBy(() -> new Script().peer()).hasMessageContaining("no connection before setup()");
    }
}
