package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
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
    @DisplayName("L13, L14, P14: handle throws: finish, handleError once, drain, close; the next client is served")
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

    @Test
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
    @DisplayName("A4, P21: a factory that throws costs one connection")
    void shouldCloseAConnectionForWhichNoHandlerCanBeMade() throws IOException {
        var failure = new IllegalStateException("factory");
        try (var stage = new Stage(() -> {
            throw failure;
        })) {
            stage.connect().receiveAll();
            assertThat(stage.server().errors()).containsExactly(failure);
            assertThat(stage.server().counters().opened()).isZero();
        }
    }
}
