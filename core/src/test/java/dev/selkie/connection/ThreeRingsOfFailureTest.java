package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import dev.selkie.transfer.Send;
import dev.selkie.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Contract 6: three rings of failure")
class ThreeRingsOfFailureTest {
    static List<Throwable> anything() {
        return List.of(
                new IOException("checked"),
                new IllegalStateException("unchecked"),
                new AssertionError("error"),
                new OutOfMemoryError("pretended"),
                new NoClassDefFoundError("pretended"));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    private static Iterator<Script> then(Script first) {
        return Arrays.asList(first, new Script() {
                    @Override
                    protected void onHandle(ByteBuffer received) {
                        peer().write(received);
                    }
                })
                .iterator();
    }

    private static void assertNextIsServed(Stage stage) throws IOException {
        assertThat(stage.connect().send("next").receiveText(4)).isEqualTo("next");
    }

    @ParameterizedTest
    @MethodSource("anything")
    @DisplayName(
            "S17 test_sync_handled, S18, L13, L14, P14, P16: handle throws, exception or error: finish, handleError once, drain, close; the next client is served")
    void shouldFinishReportAndCloseWhenHandleThrows(Throwable failure) throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                peer().write(Script.bytes("so far "));
                sneak(failure);
            }

            @Override
            protected void onFinish() {
                peer().write(Script.bytes("sorry"));
            }
        };
        try (var stage = new Stage(then(handler)::next)) {
            Client client = stage.connect().send("x");
            assertThat(new String(client.receiveAll())).isEqualTo("so far sorry");
            client.close();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.events()).containsExactly("setup", "handle x", "finish", "closed HANDLER_FAILED");
            assertThat(stage.server().errors()).containsExactly(failure);
            assertNextIsServed(stage);
        }
    }

    @Test
    @DisplayName("L14: a stack that overflows ends one connection")
    void shouldSurviveAStackOverflow() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                deeper(1);
            }

            private int deeper(int depth) {
                return deeper(depth + 1) + 1;
            }
        };
        try (var stage = new Stage(then(handler)::next)) {
            stage.connect().send("x").receiveAll();
            assertThat(stage.server().errors()).singleElement().isInstanceOf(StackOverflowError.class);
            assertNextIsServed(stage);
        }
    }

    @Test
    @DisplayName("P13: setup throws: no handle, no finish, handleError, and what was written is sent")
    void shouldNotFinishWhatWasNotSetUp() throws IOException {
        var failure = new IllegalStateException("setup");
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().write(Script.bytes("hello"));
                throw failure;
            }
        };
        try (var stage = new Stage(then(handler)::next)) {
            Client client = stage.connect().send("x");
            assertThat(new String(client.receiveAll())).isEqualTo("hello");
            client.close();
            stage.stepUntil(handler::isClosed);
            assertThat(handler.events()).containsExactly("setup", "closed HANDLER_FAILED");
            assertThat(stage.server().errors()).containsExactly(failure);
            assertNextIsServed(stage);
        }
    }

    @Test
    @DisplayName("P15: handle and finish throw: one handleError, with the second suppressed in the first")
    void shouldReportOnceWhenHandleAndFinishThrow() throws IOException {
        var first = new IllegalStateException("handle");
        var second = new IllegalStateException("finish");
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                throw first;
            }

            @Override
            protected void onFinish() {
                throw second;
            }
        };
        try (var stage = new Stage(() -> handler)) {
            stage.connect().send("x").receiveAll();
            assertThat(stage.server().errors()).containsExactly(first);
            assertThat(first.getSuppressed()).containsExactly(second);
        }
    }

    interface Misdeed {
        void commit(Connection connection) throws Exception;
    }

    static List<Misdeed> misdeedsInFinish() {
        return List.of(Connection::close, Connection::abort, Connection::pause, Connection::resume, connection -> {
            throw new IllegalStateException("finish");
        });
    }

    @ParameterizedTest
    @MethodSource("misdeedsInFinish")
    @DisplayName("L15: whatever finish does, it is called once, and closed is called once")
    void shouldEndOnceWhateverFinishDoes(Misdeed misdeed) throws IOException {
        for (boolean reset : new boolean[] {true, false}) {
            var handler = new Script() {
                @Override
                protected void onFinish() throws Exception {
                    misdeed.commit(peer());
                }
            };
            try (var stage = new Stage(() -> handler)) {
                Client client = stage.connect().send("x");
                stage.stepUntil(() -> handler.events().contains("handle x"));
                if (reset) {
                    client.reset();
                } else {
                    client.endOutput();
                }
                stage.stepUntil(handler::isClosed);
                stage.steps(3);
                assertThat(handler.events().stream().filter(event -> event.startsWith("closed")))
                        .hasSize(1);
                assertThat(handler.events().stream().filter("finish"::equals)).hasSize(1);
                assertThat(stage.server().counters().open()).isZero();
            }
        }
    }

    @Test
    @DisplayName("P24: handleError may rethrow what it is given")
    void shouldSurviveAHandleErrorThatRethrows() throws IOException {
        var failure = new IllegalStateException("the very same");
        var inSetup = new Script() {
            @Override
            protected void onSetup() {
                throw failure;
            }
        };
        var inHandle = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                throw failure;
            }
        };
        var echo = then(new Script());
        echo.next();
        var handlers = Arrays.asList(inSetup, inHandle, echo.next()).iterator();
        try (var stage = new Stage(handlers::next)) {
            stage.server().throwInHandleError(failure);
            stage.connect().receiveAll();
            stage.connect().send("x").receiveAll();
            assertNextIsServed(stage);
        }
        assertThat(inSetup.isClosed()).isTrue();
        assertThat(inHandle.isClosed()).isTrue();
    }

    @Test
    @DisplayName("B27, L14: bytes written while the stack overflowed never reach another client")
    void shouldNotMixUpClientsWhenTheStackOverflowsInAWrite() throws IOException {
        try (var stage = new Stage(() -> new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                if (take(received.duplicate()).equals("boom")) {
                    deeper(0);
                }
                peer().write(received);
            }

            private int deeper(int depth) {
                try {
                    return deeper(depth + 1) + 1;
                } catch (StackOverflowError atTheBottom) {
                    for (int i = 0; i < 9; i++) {
                        peer().write(ByteBuffer.allocate(8_000));
                    }
                    return 0;
                }
            }
        })) {
            for (int i = 0; i < 20; i++) {
                Client overflowing = stage.connect().send("boom");
                stage.steps(3);
                overflowing.reset();
                assertThat(stage.connect().send("ping").receiveText(4)).isEqualTo("ping");
            }
        }
    }

    @Test
    void shouldReportATaskThatThrowsAfterTheEnd() throws IOException {
        var failure = new IllegalStateException("late task");
        var handler = new Script() {
            @Override
            protected void onSetup() {
                peer().close();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            stage.connect().receiveAll(); // it lingers now
            handler.peer().execute(() -> {
                throw failure;
            });
            stage.steps(2);
            assertThat(stage.server().errors()).containsExactly(failure);
        }
    }

    @Test
    void shouldSurviveASendThatThrowsWhenItIsClosed() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                peer().send(new Send() {
                    @Override
                    public long sendTo(Transport transport, long maxBytes) {
                        return 0;
                    }

                    @Override
                    public long remainingBytes() {
                        return 5;
                    }

                    @Override
                    public long retainedBytes() {
                        return 7;
                    }

                    @Override
                    public void close() {
                        throw new IllegalStateException("close");
                    }
                });
                peer().abort();
            }
        };
        try (var stage = new Stage(() -> handler)) {
            stage.connect().send("x");
            stage.stepUntil(handler::isClosed);
            assertThat(handler.unsentBytes()).isEqualTo(5);
            assertThat(stage.server().budget().usedBytes()).isZero();
            assertThat(stage.server().counters().open()).isZero();
        }
    }

    @Test
    @DisplayName("L13: every callback that throws ends its own connection")
    void shouldReportEveryOtherCallbackThatThrows() throws IOException {
        var failure = new IllegalStateException("endOfInput");
        var again = new IllegalStateException("closed");
        var handler = new Script() {
            @Override
            protected void onEndOfInput() {
                throw failure;
            }

            @Override
            protected void onClosed() {
                throw again;
            }
        };
        try (var stage = new Stage(() -> handler)) {
            stage.connect().endOutput();
            stage.stepUntil(handler::isClosed);
            assertThat(stage.server().errors()).containsExactly(failure, again);
            assertThat(stage.server().counters().open()).isZero();
        }
    }

    @Test
    @DisplayName("P24: handleError that throws does not end the loop")
    void shouldSurviveAHandleErrorThatThrows() throws IOException {
        var handler = new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                throw new IllegalStateException("handle");
            }
        };
        try (var stage = new Stage(then(handler)::next)) {
            stage.server().throwInHandleError(new IllegalStateException("handleError"));
            stage.connect().send("x").receiveAll();
            assertNextIsServed(stage);
        }
    }

    @Test
    void shouldTreatATaskOfAConnectionAsItsHandler() throws IOException {
        var failure = new IllegalStateException("task");
        var handler = new Script();
        try (var stage = new Stage(() -> handler)) {
            Client client = stage.connect();
            stage.stepUntil(() -> !handler.events().isEmpty());
            handler.peer().execute(() -> {
                throw failure;
            });
            client.receiveAll();
            assertThat(stage.server().errors()).containsExactly(failure);
            handler.peer().execute(() -> handler.events().add("never"));
            client.close();
            stage.stepUntil(handler::isClosed);
            handler.peer().execute(() -> handler.events().add("never"));
            stage.steps(2);
            assertThat(handler.events()).containsExactly("setup", "finish", "closed HANDLER_FAILED");
        }
    }

    @Test
    void shouldSayThatAFactoryMadeNoHandler() throws IOException {
        try (var stage = new Stage(ThreeRingsOfFailureTest::nothing)) {
            assertThat(stage.connect().isReset()).isTrue();
            assertThat(stage.server().errors())
                    .extracting(Throwable::getMessage)
                    .containsExactly("the RequestHandlerFactory returned null: make a new handler for each connection");
            assertThat(stage.server().counters().opened()).isZero();
        }
    }

    /** What a factory that is not checked may return. */
    @SuppressWarnings("NullAway")
    private static <T> T nothing() {
        return null;
    }

    @Test
    @DisplayName("A4, P21, P22: a factory that throws costs one connection")
    void shouldCloseAConnectionForWhichNoHandlerCanBeMade() throws IOException {
        var failure = new IllegalStateException("factory");
        try (var stage = new Stage(() -> {
            throw failure;
        })) {
            assertThat(stage.connect().isReset()).isTrue();
            assertThat(stage.server().errors()).containsExactly(failure);
            assertThat(stage.server().counters().opened()).isZero();
        }
    }
}
